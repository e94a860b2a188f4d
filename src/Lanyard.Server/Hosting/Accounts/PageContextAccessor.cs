namespace Lanyard.Server.Hosting.Accounts;

/// <summary>
/// The request of the moment, for the framework's sign-in. Kept for pages alone: the framework's own accessor costs every
/// request of an API client something.
/// </summary>
internal sealed class PageContextAccessor : IHttpContextAccessor
{
    private static readonly AsyncLocal<HttpContext?> Current = new();

    public HttpContext? HttpContext
    {
        get => Current.Value;
        set
        {
            if (value is null || PagePaths.IsPage(value.Request.Path))
                Current.Value = value;
        }
    }
}
