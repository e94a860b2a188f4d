namespace Lanyard.Core.Leads;

/// <summary>A file of leads that somebody took: what has changed since is not exported yet.</summary>
public sealed class LeadExport
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();
    public required long AccountId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Leads up to this revision are in the file.</summary>
    public required long Revision { get; init; }

    public required int Leads { get; set; }

    /// <summary>Such as <c>csv</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The columns that were chosen, with commas between; chosen again for the same person's next file.</summary>
    public required string Columns { get; init; }
}
