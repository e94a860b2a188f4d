using System.Globalization;
using Lanyard.Core.Events;

namespace Lanyard.Server.Web.Events;

/// <summary>Days and times where the event takes place.</summary>
internal static class EventTimes
{
    /// <summary>The moment as a clock at the event shows it, as the visitor writes dates.</summary>
    public static string Show(Event show, DateTimeOffset time) => show.At(time).ToString("g", CultureInfo.CurrentCulture);

    /// <summary>The day at the event, as a date field has it.</summary>
    public static string FieldOf(Event show, DateTimeOffset time) =>
        show.At(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
