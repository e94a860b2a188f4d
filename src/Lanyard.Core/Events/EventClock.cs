namespace Lanyard.Core.Events;

/// <summary>Time where an event takes place.</summary>
public static class EventClock
{
    /// <summary>The moment as a clock at the event shows it.</summary>
    public static DateTimeOffset At(this Event show, DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, show.Zone());

    /// <summary>The moment at which a day begins at the event.</summary>
    public static DateTimeOffset StartOf(this Event show, DateOnly day)
    {
        var (zone, local) = (show.Zone(), day.ToDateTime(TimeOnly.MinValue));
        // Where clocks go forward at midnight, the day begins an hour later.
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone));
    }

    public static TimeZoneInfo Zone(this Event show) => TimeZoneInfo.FindSystemTimeZoneById(show.TimeZone);
}
