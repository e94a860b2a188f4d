namespace Lanyard.Server.Hosting;

/// <summary>Which addresses are pages, read by people in a browser.</summary>
internal static class PagePaths
{
    public const string Organise = "/organise";
    public const string SignIn = "/organise/sign-in";

    /// <summary>Where people register themselves for an event.</summary>
    public const string Register = "/register";

    public static bool IsPage(PathString path) =>
        path.StartsWithSegments(Organise, out var rest) ? !rest.StartsWithSegments("/v1") : path.StartsWithSegments(Register);
}
