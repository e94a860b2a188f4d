using System.Text.Json;

namespace Lanyard.Core.Registrants;

/// <summary>The properties of one JSON object, each known and there once; whatever else there is becomes a
/// fault.</summary>
internal sealed class JsonFields
{
    // A field's name is said back in the fault, but not a page of it.
    private const int LongestName = 60;

    private readonly Dictionary<string, JsonElement> found = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly Faults faults;

    public JsonFields(JsonElement? element, string path, IReadOnlyCollection<string> names, Faults faults)
    {
        this.path = path;
        this.faults = faults;
        if (element is null or { ValueKind: JsonValueKind.Null })
            return;
        if (element.Value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, "must be an object");
            return;
        }
        foreach (var property in element.Value.EnumerateObject())
        {
            if (NameOrNull(property) is not { } name)
                faults.Add(path, "must not hold half a surrogate pair");
            else if (!names.Contains(name, StringComparer.Ordinal))
                faults.Add(Path(Shorten(name)), Unknown(name, names));
            else if (!found.TryAdd(name, property.Value))
                faults.Add(Path(name), "is given twice");
        }
    }

    public JsonElement? Find(string name) => found.TryGetValue(name, out var value) ? value : null;

    public string? Text(string name) => Find(name) is { } value ? TextOf(value, Path(name), faults) : null;

    public IEnumerable<JsonElement> Items(string name)
    {
        if (Find(name) is not { ValueKind: not JsonValueKind.Null } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray();
        faults.Add(Path(name), "must be an array");
        return [];
    }

    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string? TextOf(JsonElement value, string path, Faults faults)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            faults.Add(path, "must be a string or null");
            return null;
        }
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // The bytes are known to be UTF-8, so an escape such as \ud800 stands alone; there is no Try to ask first.
            faults.Add(path, "must not hold half a surrogate pair");
            return null;
        }
    }

    private static string? NameOrNull(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Unknown(string name, IReadOnlyCollection<string> names) =>
        names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $"is not a field; did you mean {meant}?"
            : "is not a field";

    private static string Shorten(string name) =>
        name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName), "…");
}
