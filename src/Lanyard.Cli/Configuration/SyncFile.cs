using Lanyard.Sync;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lanyard.Cli.Configuration;

/// <summary>Reads <c>lanyard.yaml</c>. Every fault names the line.</summary>
internal static class SyncFile
{
    public const string DefaultName = "lanyard.yaml";

    private static readonly string[] SourceKeys = ["url", "clientId", "clientSecret"];

    // Words after "lanyard sync" that are commands.
    private static readonly string[] NoNames = ["init", "status", "doctor", "retry", "reset"];

    /// <exception cref="SettingsException">The file is not there or not as it must be.</exception>
    public static SyncSettings Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingsException($"{path} does not exist. \"lanyard sync init\" makes one.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{path} cannot be read: {exception.Message}");
        }
        catch (YamlException exception)
        {
            throw new SettingsException($"{path}, line {exception.Start.Line}: {exception.Message}");
        }
    }

    /// <param name="folder">What the folder of the state is relative to.</param>
    public static SyncSettings Read(TextReader text, string folder)
    {
        var stream = new YamlStream();
        stream.Load(text);
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            throw new SettingsException("The settings must be one YAML document with source and targets.");
        CheckKeys(root, "the settings", "source", "state", "targets");
        var source = Mapping(root, "source", "the settings");
        CheckKeys(source, "source", SourceKeys);
        var targets = Mapping(root, "targets", "the settings");
        var from = ReadSource(source);
        if (targets.Children.Count == 0)
            throw Fault(targets, "targets must name one at least");
        return new(
            from,
            Path.Combine(folder, TextOrNull(root, "state") ?? "lanyard-state"),
            [.. targets.Children.Select(t => ReadTarget(Scalar(t.Key, "A target's name"), t.Value))]);
    }

    private static SourceSettings ReadSource(YamlMappingNode source)
    {
        var url = Text(source, "url", "source");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw Fault(source, $"url must be an address such as https://lanyard.example.com, not {url}");
        return new(address, Text(source, "clientId", "source"), Text(source, "clientSecret", "source"));
    }

    private static TargetDescription ReadTarget(string name, YamlNode node)
    {
        if (node is not YamlMappingNode target)
            throw Fault(node, $"the target {name} must have a type and its options");
        if (name.Length is 0 or > 50 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || NoNames.Contains(name))
            throw Fault(node, $"a target's name has letters, digits, - and _, and is none of {string.Join(", ", NoNames)}; {name} is not one");
        var type = Text(target, "type", name);
        TargetKind kind;
        try
        {
            kind = TargetCatalog.Find(type);
        }
        catch (TargetFaultException exception)
        {
            throw Fault(target, exception.Message);
        }
        CheckKeys(target, name, [.. kind.Options.Select(o => o.Name), "type", "fields"]);
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in kind.Options)
        {
            if (TextOrNull(target, option.Name) is { Length: > 0 } value)
                options[option.Name] = value;
            else if (option.IsRequired)
                throw Fault(target, $"the target {name} needs {option.Name}: {option.Description}");
        }
        return new(name, type, options, ReadFields(target));
    }

    private static Dictionary<string, string?> ReadFields(YamlMappingNode target)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (!target.Children.TryGetValue("fields", out var node))
            return fields;
        if (node is not YamlMappingNode mapping)
            throw Fault(node, "fields must list a field and its source a line");
        foreach (var (field, source) in mapping.Children)
        {
            var value = Scalar(source, "A source");
            fields[Scalar(field, "A field")] = value is "" or "~" or "null" or "none" ? null : value;
        }
        return fields;
    }

    private static YamlMappingNode Mapping(YamlMappingNode parent, string key, string where) =>
        parent.Children.TryGetValue(key, out var node) && node is YamlMappingNode mapping
            ? mapping
            : throw Fault(parent, $"{where} must have {key}");

    private static string Text(YamlMappingNode parent, string key, string where) =>
        TextOrNull(parent, key) is { Length: > 0 } text ? text : throw Fault(parent, $"{where} must have {key}");

    private static string? TextOrNull(YamlMappingNode parent, string key) =>
        parent.Children.TryGetValue(key, out var node) ? Scalar(node, key) : null;

    private static string Scalar(YamlNode node, string what) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Fault(node, $"{what} must be one value");

    private static void CheckKeys(YamlMappingNode node, string where, params string[] known)
    {
        foreach (var key in node.Children.Keys)
        {
            if (!known.Contains(Scalar(key, "A name"), StringComparer.Ordinal))
                throw Fault(key, $"{where} has no {key}. There are {string.Join(", ", known)}");
        }
    }

    private static SettingsException Fault(YamlNode node, string text) => new($"Line {node.Start.Line}: {text.TrimEnd('.')}.");
}
