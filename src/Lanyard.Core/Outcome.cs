using Lanyard.Core.Registrants;

namespace Lanyard.Core;

public enum RefusalKind
{
    NotFound,

    /// <summary>What was asked for is at fault; the faults say where.</summary>
    Invalid,

    /// <summary>The present state does not allow it.</summary>
    Conflict,
}

/// <summary>Why nothing was done.</summary>
/// <param name="Text">What is missing ("exhibitor"), or a sentence that says why.</param>
/// <param name="Faults">Those of an invalid request, in the order of its fields; empty for the other kinds.</param>
public sealed record Refusal(RefusalKind Kind, string Text, IReadOnlyList<FieldFault> Faults)
{
    /// <param name="what">As it reads in "There is no … with this id."</param>
    public static Refusal NotFound(string what) => new(RefusalKind.NotFound, what, []);

    public static Refusal Conflict(string sentence) => new(RefusalKind.Conflict, sentence, []);

    public static Refusal Invalid(IReadOnlyList<FieldFault> faults) =>
        new(RefusalKind.Invalid, Sentence(faults[0]), faults);

    /// <summary>The fault in words: a reason without a field is a sentence already.</summary>
    public static string Sentence(FieldFault fault) =>
        fault.Field.Length == 0 ? fault.Reason : $"{fault.Field} {fault.Reason}.";
}

/// <summary>What came of a request: the value, or why nothing was done.</summary>
public sealed record Outcome<T>
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>Set when <see cref="Refusal"/> is null.</summary>
    public T? Value { get; }

    public Refusal? Refusal { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
