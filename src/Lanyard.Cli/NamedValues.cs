using Lanyard.Cli.Configuration;

namespace Lanyard.Cli;

/// <summary>Flags of the form <c>name=value</c>.</summary>
internal static class NamedValues
{
    /// <exception cref="SettingsException">One of them is not of the form, or given twice.</exception>
    public static Dictionary<string, string> Read(string[]? texts, string option)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new SettingsException($"{option} takes name=value, not {text}.");
            if (!values.TryAdd(text[..equals], text[(equals + 1)..]))
                throw new SettingsException($"{option} {text[..equals]} is given twice.");
        }
        return values;
    }

    /// <exception cref="SettingsException">One of them is none of those that there are.</exception>
    public static void CheckKnown(string owner, IEnumerable<string> given, IReadOnlyCollection<string> known)
    {
        if (given.FirstOrDefault(g => !known.Contains(g)) is { } unknown)
            throw new SettingsException($"{owner} has no {unknown}. There are {(known.Count == 0 ? "none" : string.Join(", ", known))}.");
    }

    /// <summary>Fields and their sources; a field without one is left out.</summary>
    /// <exception cref="SettingsException">One of them is not of the form, or given twice.</exception>
    public static Dictionary<string, string?> ReadFields(string[]? texts, string option) => Read(texts, option)
        .ToDictionary(p => p.Key, p => p.Value.Length == 0 ? null : p.Value, StringComparer.Ordinal);
}
