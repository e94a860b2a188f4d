using System.Globalization;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Server.Web.Events;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Exhibitors;

/// <summary>The fields of a license as they are typed: days at the event, the last one included.</summary>
public sealed record LicenseInput(string? Kind, string? Seats, string? From, string? Until)
{
    public static LicenseInput Of(License license, Event show) => new(
        license.Kind is LicenseKind.Api ? "api" : "scan",
        license.Seats?.ToString(CultureInfo.InvariantCulture),
        EventTimes.FieldOf(show, license.From),
        license.Until is { } until ? EventTimes.FieldOf(show, until.AddTicks(-1)) : null);

    /// <summary>What it says; faults are added for the fields.</summary>
    internal LicenseTerms Read(FormFaults faults, Event show, IStringLocalizer<Texts> L)
    {
        if (Kind is not ("api" or "scan"))
            faults.Add("Kind", L["Choose what the license is for."]);
        int? seats = null;
        if (Kind == "scan")
        {
            seats = int.TryParse(Seats, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            if (seats is not (>= 1 and <= LicenseAdministration.MostSeats))
                faults.Add("Seats", L["Give the number of seats, 1 to {0}.", LicenseAdministration.MostSeats.ToString("N0", CultureInfo.CurrentCulture)]);
        }
        var (from, until) = (Day(faults, "From", From, L), Day(faults, "Until", Until, L));
        if (until < (from ?? DateOnly.MinValue))
            faults.Add("Until", L["The last day is before the first."]);
        return new(seats, from is { } first ? show.StartOf(first) : null,
            until is { } last ? show.StartOf(last.AddDays(1)) : null);
    }

    private static DateOnly? Day(FormFaults faults, string field, string? text, IStringLocalizer<Texts> L)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 9000)
            return day;
        faults.Add(field, L["Choose a day, or leave it empty."]);
        return null;
    }
}
