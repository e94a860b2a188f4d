using Lanyard.Core.Connections;

namespace Lanyard.Core.Leads;

public enum LeadOrder
{
    Newest,
    LastChanged,

    /// <summary>By first name.</summary>
    Name,
}

/// <summary>Which leads of an exhibitor are meant, and in which order.</summary>
public sealed record LeadFilter
{
    /// <summary>Words that must all be found in name, company or e-mail; null for any.</summary>
    public string? Search { get; init; }

    public ConnectionState? State { get; init; }

    /// <summary>An option that an answer chose.</summary>
    public long? OptionId { get; init; }

    /// <summary>Who scanned, also beside others.</summary>
    public string? ScannedBy { get; init; }

    /// <summary>The same for somebody who sees own leads alone; null for who sees all.</summary>
    public string? Own { get; init; }

    /// <summary>First scanned from this moment on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First scanned before this moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Changed after this revision; null for any.</summary>
    public long? AfterRevision { get; init; }

    public LeadOrder Order { get; init; }
}
