using Lanyard.Client;

namespace Lanyard.Cli.Configuration;

/// <summary>What <c>lanyard.yaml</c> says. Secrets are still references.</summary>
internal sealed record SyncSettings(SourceSettings Source, string StateFolder, IReadOnlyList<TargetDescription> Targets)
{
    /// <summary>Where what is remembered of the target is kept.</summary>
    public string StatePath(TargetDescription target) => Path.Combine(StateFolder, target.Name + ".db");

    /// <summary>The targets of these names; all when none is named.</summary>
    public IReadOnlyList<TargetDescription> Select(IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            if (name.StartsWith('-'))
                throw new SettingsException($"There is no option {name}. lanyard sync --help lists them.");
            if (Targets.All(t => t.Name != name))
                throw new SettingsException($"There is no target {name}. There are: {string.Join(", ", Targets.Select(t => t.Name))}.");
        }
        return names.Count == 0 ? Targets : [.. Targets.Where(t => names.Contains(t.Name))];
    }
}

/// <summary>The Connections API that leads come from.</summary>
/// <param name="ClientSecret">Where the secret is.</param>
internal sealed record SourceSettings(Uri Url, string ClientId, string ClientSecret)
{
    /// <param name="warn">Tells what should be mended but stops nothing.</param>
    /// <exception cref="SettingsException">The secret is not there.</exception>
    public async Task<ClientCredential> ReadCredentialAsync(Action<string> warn, CancellationToken cancellation)
    {
        if (Url is { Scheme: "http", IsLoopback: false })
            warn($"{Url} is not encrypted: the client secret and the leads can be read on the way.");
        return new(ClientId, await Secrets.ReadAsync(ClientSecret, "The client secret", warn, cancellation));
    }
}

/// <summary>A target as it is written down.</summary>
internal sealed record TargetDescription(
    string Name, string Type, IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string?> Fields);
