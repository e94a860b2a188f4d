using Lanyard.Core;
using Lanyard.Core.Data;

namespace Lanyard.Server.Hosting;

/// <summary>Which addresses are pages, read by people in a browser.</summary>
internal static class PagePaths
{
    public const string Organise = "/organise";
    public const string SignIn = "/organise/sign-in";

    /// <summary>Where people register themselves for an event.</summary>
    public const string Register = "/register";

    /// <summary>What exhibitors have, beside the Connections API of the same beginning.</summary>
    public const string Connect = "/connect";

    /// <summary>The phone scanner: an app of its own, with other rules for what a browser may do.</summary>
    public const string Scan = "/connect/scan";

    /// <summary>The address of a page of an exhibitor; of its overview when empty.</summary>
    public static string Of(ExhibitorKey exhibitor, string page = "") =>
        $"{Connect}/exhibitors/{exhibitor.Format()}{(page.Length == 0 ? "" : "/" + page)}";

    /// <summary>The address at which a member scans for the exhibitor.</summary>
    public static string ScanFor(ExhibitorKey exhibitor) => $"{Scan}?exhibitor={exhibitor.Format()}";

    /// <summary>The address of a scan-only link.</summary>
    public static string ScanLink(string secret) => $"{Scan}/join/{secret}";

    public static bool IsPage(PathString path) =>
        path.StartsWithSegments(Organise, out var rest) ? !rest.StartsWithSegments("/v1")
        : path.StartsWithSegments(Connect, out rest) ? !rest.StartsWithSegments("/v1") && !rest.StartsWithSegments("/oauth2")
            && !path.StartsWithSegments(Scan)
        : path.StartsWithSegments(Register) || path == "/";
}
