using Lanyard.Cli.Configuration;
using Lanyard.Client;
using Lanyard.Sync;

namespace Lanyard.Cli;

/// <summary>What the commands of <c>sync</c> work with: the feed, and targets opened one at a time.</summary>
internal sealed class SyncSession : IDisposable
{
    private const string TypeFact = "type";
    private const string ClientFact = "client";
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = LongestCall,
    };

    private SyncSession(SyncSettings settings, ConnectionsClient client) =>
        (Settings, Client, Feed) = (settings, client, new ConnectionsFeed(client, settings.Source.Url));

    public SyncSettings Settings { get; }

    public ConnectionsClient Client { get; }

    public Feed Feed { get; }

    public static async Task<SyncSession> OpenAsync(SyncSettings settings, CancellationToken cancellation)
    {
        var credential = await settings.Source.ReadCredentialAsync(Output.Say, cancellation);
        return new(settings, new ConnectionsClient(settings.Source.Url, credential));
    }

    /// <exception cref="SettingsException">A secret is missing.</exception>
    /// <exception cref="TargetFaultException">Another process has it, or it cannot be made from its options.</exception>
    /// <param name="anew">Whether it is to begin again, so that it does not matter whose leads it has.</param>
    public async Task<OpenTarget> OpenTargetAsync(TargetDescription description, CancellationToken cancellation, bool anew = false)
    {
        var kind = TargetCatalog.Find(description.Type);
        var options = new Dictionary<string, string>(description.Options, StringComparer.Ordinal);
        foreach (var option in kind.Options.Where(o => o.IsSecret && options.ContainsKey(o.Name)))
            options[option.Name] = await Secrets.ReadAsync(options[option.Name], $"{description.Name}.{option.Name}", Output.Say, cancellation);
        var state = TargetState.Open(Settings.StatePath(description));
        try
        {
            CheckOwner(state, description, anew);
            var settings = new TargetSettings(description.Name, description.Type, options, description.Fields);
            var target = kind.Create(new(settings, state, _http, Feed.ReadFileAsync, TimeProvider.System));
            return new(target, state, new(target, state, Feed, TimeProvider.System, new SyncObserver()));
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Notes that the leads of this client are the target's from now on.</summary>
    public void Own(TargetState state) => state.Set(ClientFact, Settings.Source.ClientId);

    public void Dispose() => _http.Dispose();

    // A position that was reached with another type or client would pass over leads without a word.
    private void CheckOwner(TargetState state, TargetDescription target, bool anew)
    {
        if (state.Get(TypeFact) is { } type && type != target.Type)
        {
            throw new SettingsException(
                $"{target.Name} was of the type {type} and what is kept of it belongs to that. Give the {target.Type} another name.");
        }
        if (!anew && state.Get(ClientFact) is { } client && client != Settings.Source.ClientId)
        {
            throw new SettingsException(
                $"{target.Name} has the leads of the client {client}, not of {Settings.Source.ClientId}. Give the target another name; or, "
                + $"where both are the same exhibitor's, say lanyard sync reset {target.Name} --from 0.");
        }
        if (state.Get(TypeFact) is null)
            state.Set(TypeFact, target.Type);
        if (state.Get(ClientFact) is null)
            Own(state);
    }
}

/// <summary>A target that this process has to itself.</summary>
internal sealed record OpenTarget(ITarget Target, TargetState State, TargetSync Sync) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Target.DisposeAsync();
        State.Dispose();
    }
}
