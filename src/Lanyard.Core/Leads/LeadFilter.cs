using Lanyard.Core.Connections;
using Lanyard.Core.Data;

namespace Lanyard.Core.Leads;

/// <summary>Who looks at the leads of an exhibitor.</summary>
/// <param name="SeesAll">False for who sees only the leads that it scanned itself.</param>
public readonly record struct LeadViewer(ExhibitorKey Exhibitor, long AccountId, bool SeesAll);

/// <summary>Which leads are looked for; what is null is not asked.</summary>
/// <param name="Search">Words that must all be found in the name, company or e-mail address that the exhibitor may see.</param>
/// <param name="Answer">An option that was chosen; option 0 for a written answer.</param>
/// <param name="ScannedBy">A scanner's name.</param>
/// <param name="From">The earliest first scan.</param>
/// <param name="To">First scans before this moment.</param>
/// <param name="NotExported">Only what has changed since the exhibitor's last whole export.</param>
public sealed record LeadFilter(
    string? Search = null,
    ConnectionState? State = null,
    (long Question, long Option)? Answer = null,
    string? ScannedBy = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool NotExported = false);

/// <summary>The order of a list of leads.</summary>
public enum LeadOrder
{
    Newest,
    Changed,
    Name,
    Company,
}
