namespace Lanyard.Core.Registrants.Pretix;

/// <summary>Where an event's registrants come from: one event in pretix, and how far its orders have been read.</summary>
public sealed class PretixSource
{
    public required long EventId { get; init; }

    /// <summary>A <see cref="PretixInput"/> without its token, as JSON.</summary>
    public required string Settings { get; set; }

    /// <summary>The API token, encrypted by <see cref="Keys.Protect"/>.</summary>
    public required byte[] Token { get; set; }

    /// <summary>A <see cref="PretixProgress"/> as JSON.</summary>
    public required string Progress { get; set; }

    /// <summary>A <see cref="PretixStatus"/> as JSON.</summary>
    public required string Status { get; set; }

    public required DateTimeOffset NextRunAt { get; set; }

    /// <summary>The run under way; null when none is.</summary>
    public long? LeaseId { get; set; }

    /// <summary>From this moment on, another node may take the run over.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>How often a run may have written what was out of date; <see cref="PretixProgress.Distrusted"/> follows.</summary>
    public int Distrusted { get; set; }
}

/// <summary>How far the orders have been read. Moves only behind what has been written.</summary>
public sealed record PretixProgress
{
    /// <summary>Orders that changed since then, by pretix's clock, are to be read; null: all orders.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the walk under way began, by pretix's clock; null when none is under way.</summary>
    public DateTimeOffset? WalkBegan { get; init; }

    /// <summary>Whether the walk under way goes through all orders.</summary>
    public bool IsFull { get; init; }

    /// <summary>The next page of the walk, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many orders the walk had when it began: fewer later means that orders moved to pages read before.</summary>
    public long Count { get; init; }

    /// <summary>When all orders had been read last, by our clock.</summary>
    public DateTimeOffset? FullAt { get; init; }

    /// <summary>The products whose buyers are registrants, as the walks since <see cref="Since"/> knew them.</summary>
    public string Products { get; init; } = "";

    /// <summary>Where it differs from the source's, all orders are to be read once more.</summary>
    public int Distrusted { get; init; }
}

/// <summary>How the last run went, or goes. Holds nothing of a person.</summary>
public sealed record PretixStatus
{
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last run ended, well or with a fault.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When a run last reached the end of what pretix had.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    public long Orders { get; init; }

    public long Created { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    /// <summary>Registrants whose badge opens nothing any more.</summary>
    public long Withdrawn { get; init; }

    /// <summary>Positions that could not be taken; the first are in <see cref="Faults"/>.</summary>
    public long Failed { get; init; }

    /// <summary>Why the last run stopped, in words; null when it went to its end.</summary>
    public string? Fault { get; init; }

    /// <summary>Runs that stopped with a fault since the last that did not.</summary>
    public int Failures { get; init; }

    /// <summary>Order, position and what is wrong with it, as "ABC12-1: contact.email must be …".</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
