namespace Lanyard.Sync.Tests.Support;

/// <summary>
/// An account of a real service, for tests only: its leads of the tests are deleted before and after each. Waits are
/// real.
/// </summary>
internal abstract class AccountPlace(TargetKind kind, IReadOnlyDictionary<string, string> options) : Place
{
    /// <summary>With which every id of <see cref="TestLeads"/> starts.</summary>
    protected const string Start = "364e2t";

    protected HttpClient Http { get; } = new(
        new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(100) };

    public override TargetSettings Settings { get; } =
        new("account", kind.Type, options, new Dictionary<string, string?>(StringComparer.Ordinal));

    public override ITarget Open(TargetContext context) =>
        kind.Create(context with { Time = TimeProvider.System, Http = Http });

    /// <summary>Deletes the leads of the tests.</summary>
    public abstract Task ClearAsync();

    public override async ValueTask DisposeAsync()
    {
        await ClearAsync();
        Http.Dispose();
        await base.DisposeAsync();
    }
}
