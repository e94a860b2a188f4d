using System.Text;
using System.Text.RegularExpressions;
using Lanyard.Core;

namespace Lanyard.Server.Hosting;

/// <summary>Takes out of a request what could be a badge code or a token, and leaves what makes a mistake visible.</summary>
internal static partial class RequestMask
{
    private const string Masked = "•••";
    private const string PlainQuery = "?fromRevision=";
    private const int Timeout = 1000;

    /// <summary>The first three words stay, misspelt or not, and ids.</summary>
    public static string Path(PathString path) => string.Join('/', (path.Value ?? "").Split('/').Select((part, i) =>
        part.Length == 0 || i <= 3 && Word().IsMatch(part) || part is "batch" or "stream" || ShortId.TryParse(part, out _) ? part : Masked));

    /// <summary>Names stay, and the value of <c>fromRevision</c> when it is a number or a date.</summary>
    public static string Query(string? query)
    {
        if (string.IsNullOrEmpty(query))
            return "";
        if (query.StartsWith(PlainQuery, StringComparison.Ordinal) && query.Length <= PlainQuery.Length + 16
            && !query.AsSpan(PlainQuery.Length).ContainsAnyExceptInRange('0', '9'))
        {
            return query;
        }
        return "?" + string.Join('&', query[1..Math.Min(query.Length, 500)].Split('&').Select(parameter =>
        {
            var (name, value) = parameter.IndexOf('=') is var at and >= 0 ? (parameter[..at], parameter[(at + 1)..]) : (parameter, null);
            var shown = Name().IsMatch(name) ? name : Masked;
            return value is null ? shown : $"{shown}={(name == "fromRevision" && NumberOrDate().IsMatch(value) ? value : Masked)}";
        }));
    }

    /// <summary>The marks of JSON, names and times stay.</summary>
    public static string Body(ReadOnlySpan<byte> body) => Parts().Replace(
        Encoding.UTF8.GetString(body), m => m.Groups["value"].Success ? Masked : m.Value);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,19}$", RegexOptions.None, Timeout)]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Za-z_]{1,40}$", RegexOptions.None, Timeout)]
    private static partial Regex Name();

    [GeneratedRegex("^[-+.:0-9TZ]{0,40}$", RegexOptions.None, Timeout)]
    private static partial Regex NumberOrDate();

    [GeneratedRegex("""
        (?x)
        "time"\s*:\s*"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[-+:.0-9TZtz\ ]{0,30}"
        | ["'][A-Za-z_]{1,40}["']\s*:
        | [\s{}\[\]:,]+
        | ["']
        | \b(?:true|false|null)\b(?=[\s,}\]])
        | (?<value>[^\s{}\[\]:,"']+)
        """, RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Parts();
}
