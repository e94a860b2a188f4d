namespace Lanyard.Core.Statistics;

/// <summary>How a show goes, as of <paramref name="At"/>.</summary>
/// <param name="Registrants">Those who were erased not counted.</param>
/// <param name="Leads">Connections of the event's exhibitors.</param>
/// <param name="Hours">Those with a scan, ascending.</param>
/// <param name="Halls">By name; exhibitors without a hall last, under an empty name.</param>
/// <param name="Exhibitors">With the most leads first.</param>
public sealed record ShowStatistics(
    DateTimeOffset At,
    long Registrants,
    long Consented,
    long Scans,
    long Leads,
    int ExhibitorsWithLeads,
    int ExhibitorsWithoutLeads,
    IReadOnlyList<HourStatistics> Hours,
    IReadOnlyList<HallStatistics> Halls,
    IReadOnlyList<ExhibitorStatistics> Exhibitors);

/// <param name="From">The hour's begin, with the event's offset from UTC.</param>
/// <param name="Leads">Whose first scan was in this hour.</param>
public sealed record HourStatistics(DateTimeOffset From, long Scans, long Leads);

public sealed record HallStatistics(string Hall, int Exhibitors, long Scans, long Leads);

/// <param name="Key">The organiser's own id.</param>
public sealed record ExhibitorStatistics(string Key, string Name, string? Hall, string? Stand, long Scans, long Leads);
