using System.Globalization;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Imports;

/// <summary>Makes a consent of what the cells of a row say of it.</summary>
internal static class ConsentReader
{
    private static readonly string[] Days =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "d.M.yyyy", "d-M-yyyy", "d/M/yyyy",
    ];

    private static readonly string[] Times = ["", " HH:mm", " HH:mm:ss", "'T'HH:mm", "'T'HH:mm:ss"];

    private static readonly string[] Formats = [.. Days.SelectMany(d => Times.Select(t => d + t))];

    private static readonly CultureInfo[] Languages =
        [.. new[] { "en", "de", "fr", "nl", "es" }.Select(CultureInfo.GetCultureInfo)];

    public static ConsentState? StateOrNull(string text, out string? fault)
    {
        var state = Words.ConsentOrNull(text);
        fault = state is null ? "must be yes, no or unknown, in English, German, French, Dutch or Spanish" : null;
        return state;
    }

    /// <summary>The moment, in UTC where no zone is given. A day alone is its beginning.</summary>
    public static DateTimeOffset? TimeOrNull(string text, out string? fault)
    {
        fault = IsAmbiguous(text)
            ? "may be one of two days, with the day or the month first: write it as in 2027-03-04" : null;
        if (fault is not null)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        var invariant = CultureInfo.InvariantCulture;
        if (DateTimeOffset.TryParseExact(text, Formats, invariant, Utc, out var time)
            || DateTimeOffset.TryParseExact(text, "M/d/yyyy", invariant, Utc, out time)
            || DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], invariant, Utc, out time))
            return time.ToUniversalTime();
        foreach (var language in Languages)
        {
            if (DateTimeOffset.TryParseExact(text, ["d MMMM yyyy", "d. MMMM yyyy", "d 'de' MMMM 'de' yyyy"], language, Utc, out time))
                return time;
        }
        fault = "is not a date: write it as in 2027-03-04";
        return null;
    }

    // 3/4/2027 is in March for some and in April for others.
    private static bool IsAmbiguous(string text)
    {
        var parts = text.Split(' ')[0].Split('/');
        return parts is [{ Length: <= 2 }, { Length: <= 2 }, _] && int.TryParse(parts[0], out var first)
            && int.TryParse(parts[1], out var second) && first <= 12 && second <= 12 && first != second;
    }
}
