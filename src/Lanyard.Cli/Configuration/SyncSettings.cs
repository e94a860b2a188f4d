namespace Lanyard.Cli.Configuration;

/// <summary>What <c>lanyard.yaml</c> says. Secrets are still references.</summary>
internal sealed record SyncSettings(SourceSettings Source, string StateFolder, IReadOnlyList<TargetDescription> Targets)
{
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
internal sealed record SourceSettings(Uri Url, string ClientId, string ClientSecret);

/// <summary>A target as it is written down.</summary>
internal sealed record TargetDescription(
    string Name, string Type, IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string?> Fields);
