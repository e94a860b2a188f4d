using System.Globalization;
using Lanyard.Core.Events;

namespace Lanyard.Server.Web.Events;

/// <summary>Days and times where the event takes place.</summary>
internal static class EventTimes
{
    /// <summary>The moment as a clock at the event shows it, as the visitor writes dates.</summary>
    public static string Show(Event show, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, Zone(show)).ToString("g", CultureInfo.CurrentCulture);

    /// <summary>The moment at which a day begins at the event.</summary>
    public static DateTimeOffset StartOf(Event show, DateOnly day)
    {
        var (zone, local) = (Zone(show), day.ToDateTime(TimeOnly.MinValue));
        // Where clocks go forward at midnight, the day begins an hour later.
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone));
    }

    /// <summary>The day at the event, as a date field has it.</summary>
    public static string FieldOf(Event show, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, Zone(show)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(Event show) => TimeZoneInfo.FindSystemTimeZoneById(show.TimeZone);
}
