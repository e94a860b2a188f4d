using System.CommandLine;
using Lanyard.Cli.Configuration;
using Lanyard.Sync;

namespace Lanyard.Cli;

/// <summary>Where the settings of a sync come from: a file, or flags for a sync with one target.</summary>
internal sealed class SyncOptions
{
    private readonly Option<string> _file = new("--config", "-c")
    {
        Description = "The file of settings", DefaultValueFactory = _ => SyncFile.DefaultName, Recursive = true,
    };

    private readonly Option<string?> _url = new("--url") { Description = "Instead of a file: the address of the Connections API", Recursive = true };
    private readonly Option<string?> _clientId = new("--client-id") { Description = "The API client", Recursive = true };

    private readonly Option<string?> _secret = new("--client-secret")
    {
        Description = $"Where its secret is: {Secrets.Ways} (env:LANYARD_CLIENT_SECRET)", Recursive = true,
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description = $"The type of target: {string.Join(", ", TargetCatalog.Kinds.Select(k => k.Type))}", Recursive = true,
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "An option of the target, such as --set connection=env:DATABASE --set table=leads", Recursive = true,
    };

    private readonly Option<string[]> _field = new("--field")
    {
        Description = "A field of the target and its source, such as --field \"rating=question:Lead rating\"", Recursive = true,
    };

    private readonly Option<string?> _state = new("--state") { Description = "Folder of the positions (lanyard-state)", Recursive = true };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_file, _url, _clientId, _secret, _to, _set, _field, _state])
            command.Add(option);
    }

    public string FilePath(ParseResult parsed) => parsed.GetRequiredValue(_file);

    /// <exception cref="SettingsException">They are not as they must be.</exception>
    public SyncSettings Read(ParseResult parsed)
    {
        if (parsed.GetValue(_to) is null && parsed.GetValue(_url) is null)
            return WithState(SyncFile.Read(FilePath(parsed)), parsed);
        var yaml = new StringWriter();
        yaml.WriteLine("source:");
        yaml.WriteLine($"  url: {Quote(parsed.GetValue(_url))}");
        yaml.WriteLine($"  clientId: {Quote(parsed.GetValue(_clientId))}");
        yaml.WriteLine($"  clientSecret: {Quote(parsed.GetValue(_secret) ?? "env:LANYARD_CLIENT_SECRET")}");
        yaml.WriteLine("targets:");
        if (parsed.GetValue(_to) is not { } type)
            throw new SettingsException("Say where the leads go: --to and its options by --set.");
        yaml.WriteLine($"  {Quote(type)}:");
        yaml.WriteLine($"    type: {Quote(type)}");
        foreach (var (name, value) in Pairs(parsed.GetValue(_set), "--set"))
            yaml.WriteLine($"    {Quote(name)}: {Quote(value)}");
        yaml.WriteLine("    fields:");
        yaml.WriteLine("      {}");
        var settings = SyncFile.Read(new StringReader(yaml.ToString()), Environment.CurrentDirectory);
        var fields = Pairs(parsed.GetValue(_field), "--field").ToDictionary(p => p.Name, p => p.Value.Length == 0 ? null : p.Value, StringComparer.Ordinal);
        return WithState(settings with { Targets = [settings.Targets[0] with { Fields = fields }] }, parsed);
    }

    private SyncSettings WithState(SyncSettings settings, ParseResult parsed) =>
        parsed.GetValue(_state) is { } folder ? settings with { StateFolder = folder } : settings;

    private static IEnumerable<(string Name, string Value)> Pairs(string[]? texts, string option)
    {
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0
                ? (text[..equals], text[(equals + 1)..])
                : throw new SettingsException($"{option} takes name=value, not {text}.");
        }
    }

    private static string Quote(string? text) => $"\"{(text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
