namespace Lanyard.Sync;

/// <summary>Every kind of target there is.</summary>
internal static class TargetCatalog
{
    public static IReadOnlyList<TargetKind> Kinds { get; } =
    [
        Targets.Tryton.TrytonTarget.Kind,
    ];

    /// <exception cref="TargetFaultException">There is no such kind.</exception>
    public static TargetKind Find(string type) => Kinds.FirstOrDefault(k => k.Type == type)
        ?? throw new TargetFaultException($"There is no target of the type {type}. There are {string.Join(", ", Kinds.Select(k => k.Type))}.");
}
