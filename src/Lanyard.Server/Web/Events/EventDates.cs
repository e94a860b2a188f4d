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
}
