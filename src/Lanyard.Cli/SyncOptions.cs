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

    private readonly SourceOptions _source = new();

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
        _source.AddTo(command);
        foreach (var option in (Option[])[_file, _to, _set, _field, _state])
            command.Add(option);
    }

    public string FilePath(ParseResult parsed) => parsed.GetRequiredValue(_file);

    /// <exception cref="SettingsException">They are not as they must be.</exception>
    public SyncSettings Read(ParseResult parsed)
    {
        if (parsed.GetValue(_to) is not { } type)
        {
            if (parsed.GetValue(_set)!.Length + parsed.GetValue(_field)!.Length > 0)
                throw new SettingsException("--set and --field belong to --to. The targets of a file have theirs in the file.");
            return _source.IsNamed(parsed)
                ? throw new SettingsException("Say where the leads go: --to and its options by --set.")
                : WithState(SyncFile.Read(FilePath(parsed)), parsed);
        }
        var options = NamedValues.Read(parsed.GetValue(_set), "--set");
        var fields = NamedValues.ReadFields(parsed.GetValue(_field), "--field");
        CheckOptions(TargetCatalog.Find(type), options);
        return WithState(new(_source.Read(parsed), "lanyard-state", [new(type, type, options, fields)]), parsed);
    }

    private static void CheckOptions(TargetKind kind, Dictionary<string, string> options)
    {
        NamedValues.CheckKnown(kind.Type, options.Keys, [.. kind.Options.Select(o => o.Name)]);
        if (kind.Options.FirstOrDefault(o => o.IsRequired && !options.ContainsKey(o.Name)) is { } missing)
            throw new SettingsException($"{kind.Type} needs --set {missing.Name}=…: {missing.Description}.");
    }

    private SyncSettings WithState(SyncSettings settings, ParseResult parsed) =>
        parsed.GetValue(_state) is { } folder ? settings with { StateFolder = folder } : settings;
}
