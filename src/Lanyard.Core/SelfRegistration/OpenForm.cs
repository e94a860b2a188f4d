using Lanyard.Core.Events;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.SelfRegistration;

/// <summary>Whether a form takes people now.</summary>
public enum FormState
{
    Open,
    NotYetOpen,
    Closed,
    Full,
}

/// <summary>A profile question on a form.</summary>
public sealed record AskedQuestion(ProfileQuestion Question, bool Required);

/// <summary>A form with what a visitor of its page sees.</summary>
/// <param name="Logo">Name of the logo's <see cref="Picture"/>.</param>
public sealed record OpenForm(
    Event Event,
    FormSettings Settings,
    int ConsentVersion,
    string? Logo,
    IReadOnlyList<AskedQuestion> Questions,
    FormState State);

/// <summary>What a person entered and sent.</summary>
public sealed record SubmissionInput
{
    /// <summary>From <see cref="SelfRegistrations.NewToken"/>, as the page carried it.</summary>
    public required string? Token { get; init; }

    /// <summary>The page's language, one of <see cref="FormSettings.Languages"/>.</summary>
    public required string Language { get; init; }

    /// <summary>Values by the names of <see cref="FormFields.Names"/>; those that the form does not ask are passed
    /// over.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Answers by the keys of questions and options.</summary>
    public IReadOnlyList<ProfileAnswerInput> Answers { get; init; } = [];

    public bool Consents { get; init; }

    /// <summary>The version of the consent text that the page showed.</summary>
    public int ConsentVersion { get; init; }

    /// <summary>The photograph as a JPEG file that was encoded here; null for none.</summary>
    public byte[]? Photo { get; init; }

    /// <summary>Names the type alone: what people enter must not reach a log by accident.</summary>
    public override string ToString() => nameof(SubmissionInput);
}

public enum RegisteredKind
{
    /// <summary>The person is registered, now or when the same was sent before.</summary>
    Registered,

    /// <summary>Somebody registered with this e-mail address before: who asks is not told, the address is.</summary>
    EmailKnown,

    Faulty,
    NotOpen,
}

/// <summary>What became of a submission.</summary>
/// <param name="RegistrantId">Whose confirmation is due; 0 where nobody's is.</param>
public sealed record Registered(RegisteredKind Kind, long RegistrantId = 0)
{
    /// <summary>Whether the registrant was made by this very call.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether the page has to carry a new token to be sent again.</summary>
    public bool NeedsNewPage { get; init; }

    /// <summary>A fault of the page itself has an empty field.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];
}

/// <summary>What a person who registered is shown, sent and prints.</summary>
/// <param name="Code">The badge code: for the QR code alone.</param>
/// <param name="Language">In which the person registered.</param>
public sealed record Confirmation(OpenForm Form, long RegistrantId, string Code, Contact Contact, string Language)
{
    /// <summary>Names the type alone: neither contact nor badge code may reach a log by accident.</summary>
    public override string ToString() => nameof(Confirmation);
}
