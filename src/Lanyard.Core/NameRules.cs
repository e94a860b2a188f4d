using Lanyard.Core.Registrants;

namespace Lanyard.Core;

/// <summary>What a name or a key of the organiser's must be, wherever it stands.</summary>
public static class NameRules
{
    public const int Longest = 200;

    /// <summary>Null for one that can be taken.</summary>
    public static FieldFault? FaultOrNull(string field, string? name) =>
        string.IsNullOrWhiteSpace(name) ? new(field, "is missing")
        : name.Length > Longest ? new(field, $"is longer than {Longest} characters")
        : null;

    /// <summary>Adds the fault if there is one.</summary>
    public static void AddTo(this FieldFault? fault, List<FieldFault> faults)
    {
        if (fault is not null)
            faults.Add(fault);
    }
}
