using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Seats;

namespace Lanyard.Server.Scan;

/// <summary>Who sent a request of the phone scanner.</summary>
/// <param name="For">The exhibitor and what may be done for it; a device may scan and nothing else.</param>
/// <param name="Choice">The exhibitors for which this person can scan.</param>
internal sealed record ScanPerson(Scanner Scanner, ExhibitorAtEvent For, IReadOnlyList<ExhibitorAtEvent> Choice)
{
    public ExhibitorKey Exhibitor => For.Key;
}
