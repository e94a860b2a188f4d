using System.Globalization;
using Lanyard.Core.Events;

namespace Lanyard.Server.Web.Events;

/// <summary>Moments as people at the event read them off a clock, in the visitor's notation.</summary>
internal static class EventTimes
{
    public static string Format(Event show, DateTimeOffset time) =>
        (TimeZoneInfo.TryFindSystemTimeZoneById(show.TimeZone, out var zone) ? TimeZoneInfo.ConvertTime(time, zone) : time).ToString("g", CultureInfo.CurrentCulture);
}
