namespace Lanyard.Sync;

/// <summary>What a target is made from.</summary>
/// <param name="Http">For calls of the target. Times out; follows no redirect.</param>
/// <param name="ReadFileAsync">
/// The bytes of a note's file, by its address in the lead; null where it cannot be had any more.
/// </param>
internal sealed record TargetContext(
    TargetSettings Settings,
    TargetState State,
    HttpClient Http,
    Func<string, CancellationToken, Task<byte[]?>> ReadFileAsync,
    TimeProvider Time)
{
    /// <summary>Tells a person what a long preparation waits for.</summary>
    public Action<string> Tell { get; init; } = static _ => { };
}

/// <summary>A target as the user described it. Secrets are resolved.</summary>
internal sealed class TargetSettings(
    string name, string type, IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string?> fields)
{
    /// <summary>The user's name for it.</summary>
    public string Name => name;

    /// <summary>As in the catalogue: <c>postgres</c>, <c>hubspot</c>.</summary>
    public string Type => type;

    /// <summary>The user's own mapping: the target's field to its source, or to nothing to leave it out.</summary>
    public IReadOnlyDictionary<string, string?> Fields => fields;

    public string Required(string option) => OrNull(option)
        ?? throw new TargetFaultException($"The target {name} needs {option}.");

    public string? OrNull(string option) =>
        options.TryGetValue(option, out var value) && value.Length > 0 ? value : null;

    public string Or(string option, string otherwise) => OrNull(option) ?? otherwise;

    public bool Is(string option, bool otherwise) => OrNull(option) switch
    {
        null => otherwise,
        "true" or "yes" => true,
        "false" or "no" => false,
        _ => throw new TargetFaultException($"{option} of the target {name} must be true or false."),
    };
}
