namespace Lanyard.Core.Changes;

/// <summary>What happened that many connections have to show.</summary>
public enum ChangeKind
{
    /// <summary>The subject is a registrant whose contact, answers or existence changed.</summary>
    Registrant = 0,

    /// <summary>The subject is a profile question that was exposed, hidden or worded anew.</summary>
    Question = 1,

    /// <summary>The subject is an exhibitor whose redacted connections may have become readable.</summary>
    Exhibitor = 2,

    /// <summary>The subject is the event itself: all its exhibitors are looked at.</summary>
    Event = 3,

    /// <summary>The subject is the event itself, of which other fields of the contact are hidden now.</summary>
    Fields = 4,

    /// <summary>The subject is an exhibitor whose own questions were worded anew or deleted: its leads' answers are made anew.</summary>
    Answers = 5,
}

/// <summary>The order in which changes are carried out.</summary>
public static class ChangeOrder
{
    private static readonly ChangeKind[] Walks = [ChangeKind.Question, ChangeKind.Event, ChangeKind.Fields];

    /// <summary>
    /// The condition in SQL that a change walks through a whole show, which takes minutes in a large one. Whatever else is due
    /// goes before its next portion: who is erased or corrected does not wait for a question.
    /// </summary>
    public static string WalksThroughShow { get; } = $"kind IN ({string.Join(", ", Walks.Select(k => (int)k))})";

    /// <summary>The same of a kind.</summary>
    public static bool IsWalkThroughShow(this ChangeKind kind) => Walks.Contains(kind);
}

/// <summary>What a portion of changes belonged to.</summary>
public enum AppliedPortion
{
    /// <summary>No change is due.</summary>
    None,

    /// <summary>A change that is soon done.</summary>
    OfOneThing,

    /// <summary>A walk through a show: no change that is soon done was left.</summary>
    OfWalkThroughShow,
}

/// <summary>
/// A change that touches many connections, written in the transaction that made it and carried out in portions beside the
/// scans. The cursor moves in the transaction of each portion, so a restart goes on where it stopped.
/// </summary>
public sealed class Change
{
    public required long EventId { get; init; }
    public long Id { get; init; }
    public required ChangeKind Kind { get; init; }
    public required long SubjectId { get; init; }

    /// <summary>Not before this moment: a license that starts tomorrow opens its leads tomorrow.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The last thing dealt with, in the order of the walk; the smallest number at the start.</summary>
    public long Cursor { get; set; } = long.MinValue;
}
