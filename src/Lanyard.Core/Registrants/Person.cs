using System.Text.Json;
using Lanyard.Core.Connections;

namespace Lanyard.Core.Registrants;

/// <summary>All that is held of a registrant, but for the badge code, as it is given to the person.</summary>
/// <param name="Key">The organiser's own id.</param>
/// <param name="Contact">The guide's contact, with what exhibitors do not see.</param>
public sealed record Person(
    string Event,
    string Key,
    DateTimeOffset UpdatedAt,
    bool Erased,
    JsonElement Contact,
    IReadOnlyList<PersonAnswer> Answers,
    PersonConsent Consent,
    IReadOnlyList<PersonConnection> Connections);

/// <summary>An answer to a profile question.</summary>
/// <param name="Question">The question's key; null when the question was deleted.</param>
/// <param name="Options">The chosen options.</param>
/// <param name="Exposed">Whether exhibitors may read it.</param>
public sealed record PersonAnswer(
    string? Question, string? Name, bool Exposed, IReadOnlyList<PersonOption> Options, string? Text);

public sealed record PersonOption(string Key, string Name);

/// <param name="State"><c>yes</c>, <c>no</c> or <c>unknown</c>.</param>
/// <param name="Text">The wording of that version; null where Lanyard does not have it.</param>
public sealed record PersonConsent(string State, DateTimeOffset? At, string? Version, string? Text);

/// <summary>What one exhibitor holds of the person.</summary>
/// <param name="Event">Where it was scanned: the registrant's event or one related to it.</param>
/// <param name="State">As in the guide.</param>
/// <param name="Time">The first scan.</param>
/// <param name="Answers">The exhibitor's questions and answers, as in the guide.</param>
public sealed record PersonConnection(
    string Exhibitor,
    string ExhibitorKey,
    string Event,
    string State,
    DateTimeOffset Time,
    IReadOnlyList<PersonScan> Scans,
    JsonElement? Answers,
    IReadOnlyList<NoteContent> Notes);

/// <param name="ScannedBy">Empty for the API.</param>
/// <param name="Origin"><c>api</c> or <c>connect</c>.</param>
public sealed record PersonScan(DateTimeOffset Time, string ScannedBy, string Origin);
