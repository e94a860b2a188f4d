using System.Globalization;
using Lanyard.Core.Events;

namespace Lanyard.Server.Web.Events;

/// <summary>The dates of an event as the visitor writes dates.</summary>
internal static class EventDates
{
    public static string Format(Event show) =>
        show.StartsOn == show.EndsOn
            ? show.StartsOn.ToString("d", CultureInfo.CurrentCulture)
            : string.Create(CultureInfo.CurrentCulture, $"{show.StartsOn:d} – {show.EndsOn:d}");

    /// <summary>A moment by the clock of a time zone (IANA name).</summary>
    public static string Moment(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("g", CultureInfo.CurrentCulture);
}
