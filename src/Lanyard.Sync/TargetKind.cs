namespace Lanyard.Sync;

/// <summary>A kind of target: what the user calls it, what it asks for, and how one is made.</summary>
/// <param name="Type">As the user writes it: <c>postgres</c>.</param>
/// <param name="Title">For people: <c>PostgreSQL</c>.</param>
/// <param name="Fields">
/// The default mapping, the target's field to its source; empty where every value of a lead is written.
/// </param>
internal sealed record TargetKind(
    string Type,
    string Title,
    IReadOnlyList<TargetOption> Options,
    IReadOnlyDictionary<string, string> Fields,
    Func<TargetContext, ITarget> Create);

/// <summary>Something that a kind of target asks for.</summary>
/// <param name="Description">A phrase that says what it is and gives an example.</param>
/// <param name="IsSecret">Never shown, never written into a file of settings.</param>
internal sealed record TargetOption(string Name, string Description, bool IsRequired = false, bool IsSecret = false);
