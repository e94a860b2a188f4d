using System.Globalization;
using Lanyard.Core.Events;
using Lanyard.Server.Web.Events;

namespace Lanyard.Server.Web.Registration;

/// <summary>Moments by the clock of the event's place.</summary>
internal static class FormTimes
{
    private const string Input = "yyyy-MM-ddTHH:mm";

    /// <summary>As the visitor writes dates and times, with the zone.</summary>
    public static string Format(Event show, DateTimeOffset time) =>
        $"{EventTimes.Show(show, time)} ({show.TimeZone})";

    /// <summary>As <c>input type="datetime-local"</c> has it; null for null.</summary>
    public static string? ToInput(Event show, DateTimeOffset? time) =>
        time is { } given ? show.At(given).ToString(Input, CultureInfo.InvariantCulture) : null;

    /// <summary>False for a text that is no moment; null for no text.</summary>
    public static bool TryRead(Event show, string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        // Browsers add seconds when they are not zero.
        if (!DateTime.TryParseExact(text, [Input, Input + ":ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        time = new DateTimeOffset(local, show.Zone().GetUtcOffset(local));
        return true;
    }
}
