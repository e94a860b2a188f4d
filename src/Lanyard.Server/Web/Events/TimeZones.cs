namespace Lanyard.Server.Web.Events;

/// <summary>The time zones of the machine by their IANA names, in alphabetical order.</summary>
internal static class TimeZones
{
    public static IReadOnlyList<string> All { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => z.Id).Order(StringComparer.Ordinal)];
}
