namespace Lanyard.Core.Registrants;

/// <summary>What the organiser sends of one registrant; it replaces what was known under the same key.</summary>
public sealed record RegistrantInput
{
    /// <summary>The organiser's own id of the registrant.</summary>
    public required string Key { get; init; }

    /// <summary>The badge code. Null: the registrant keeps the one there is, or Lanyard makes one.</summary>
    public string? Code { get; init; }

    /// <summary>The contact data.</summary>
    public Contact Contact { get; init; } = new();

    /// <summary>The answers to the organiser's profile questions.</summary>
    public IReadOnlyList<ProfileAnswerInput> Answers { get; init; } = [];

    /// <summary>Whether the person agreed; null: as it was.</summary>
    public ConsentInput? Consent { get; init; }

    /// <summary>Names the type alone: neither contact nor badge code may reach a log by accident.</summary>
    public override string ToString() => nameof(RegistrantInput);
}

/// <summary>A registrant's answer to one profile question.</summary>
public sealed record ProfileAnswerInput
{
    /// <summary>The profile question's key.</summary>
    public required string Question { get; init; }

    /// <summary>The keys of the chosen options.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The free text, alone or beside the options.</summary>
    public string? Text { get; init; }

    /// <summary>Names the type alone: an answer must not reach a log by accident.</summary>
    public override string ToString() => nameof(ProfileAnswerInput);
}

/// <summary>What is wrong with one field of what was sent. Never holds a value that was sent.</summary>
/// <param name="Field">The field's path, as in <c>contact.address.country</c>; empty for the whole.</param>
/// <param name="Reason">A phrase that reads on after the field's name, as in "must be a string".</param>
public sealed record FieldFault(string Field, string Reason);

/// <summary>One record of an import: the registrant, normalised and free of faults, or what is wrong with it.</summary>
/// <param name="Number">The line of NDJSON or the element of the array, from 1.</param>
/// <param name="Input">The registrant; null when there are faults.</param>
/// <param name="Faults">Every fault found; empty when there is a registrant.</param>
public sealed record ImportLine(long Number, RegistrantInput? Input, IReadOnlyList<FieldFault> Faults);
