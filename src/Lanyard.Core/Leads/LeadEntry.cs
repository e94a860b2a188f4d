namespace Lanyard.Core.Leads;

/// <summary>What somebody added to a lead. Stored as a number.</summary>
public enum LeadEntryKind
{
    /// <summary>Answered a question of the exhibitor's; the same person's answer before it no longer counts.</summary>
    Answer = 0,

    Memo = 1,
    Image = 2,
    Audio = 3,

    /// <summary>Took back a memo, an image or a recording.</summary>
    Removal = 4,
}

/// <summary>
/// One thing that one person added to a lead. Append-only: what the lead shows is made of its entries
/// (<see cref="LeadContents"/>), so two people's work is kept whole, and the entries are its history.
/// </summary>
public sealed class LeadEntry
{
    public required long EventId { get; init; }
    public required long ConnectionSeq { get; init; }

    /// <summary>Chosen by whoever sends it, so that sending it again adds nothing. Also the note's id.</summary>
    public required long Id { get; init; }

    public required LeadEntryKind Kind { get; init; }

    /// <summary>When it was made, on the device that made it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the person or device.</summary>
    public required string By { get; init; }

    /// <summary>The question of an answer, the note of a removal; else 0.</summary>
    public long SubjectId { get; init; }

    /// <summary>The ids of an answer's chosen options, with spaces between; empty for none.</summary>
    public string Options { get; init; } = "";

    /// <summary>A memo, or what was written as answer.</summary>
    public string? Text { get; init; }
}

/// <summary>An option that a lead's answers chose, for finding and counting; option 0 stands for a written answer.</summary>
public sealed class LeadAnswer
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public required long QuestionId { get; init; }
    public required long OptionId { get; init; }
    public required long ConnectionSeq { get; init; }
}
