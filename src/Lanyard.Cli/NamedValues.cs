using Lanyard.Cli.Configuration;

namespace Lanyard.Cli;

/// <summary>Flags of the form <c>name=value</c>.</summary>
internal static class NamedValues
{
    /// <exception cref="SettingsException">One of them is not of the form.</exception>
    public static IEnumerable<(string Name, string Value)> Read(string[]? texts, string option)
    {
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0
                ? (text[..equals], text[(equals + 1)..])
                : throw new SettingsException($"{option} takes name=value, not {text}.");
        }
    }
}
