using Lanyard.Core.Data;
using Lanyard.Server.Hosting;
using Lanyard.Server.Web.Resources;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web;

/// <summary>Turns what went wrong at a page into a page that says so.</summary>
internal sealed partial class PageErrors(ILogger<PageErrors> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!PagePaths.IsPage(httpContext.Request.Path))
            return false;
        var status = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            StoreUnavailableException => 503,
            _ => 500,
        };
        if (status >= 500)
            Log.Failed(logger, httpContext.Request.Method, Problems.TraceId(httpContext), exception);
        await ShowAsync(httpContext, status);
        return true;
    }

    /// <summary>Answers with the page for the status.</summary>
    public static Task ShowAsync(HttpContext context, int status)
    {
        Languages.Apply(context);
        var page = context.RequestServices.GetRequiredService<PageContext>();
        if (page.Http is null)
            page.Begin(context, null);
        var texts = context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
        var (title, text) = Words(status, texts);
        context.Response.Headers.CacheControl = Bearer.NoStore;
        return new RazorComponentResult<ErrorDocument>(new { Title = title, Text = text, TraceId = status >= 500 ? Problems.TraceId(context) : null })
        {
            StatusCode = status,
        }.ExecuteAsync(context);
    }

    private static (string Title, string Text) Words(int status, IStringLocalizer<Texts> L) => status switch
    {
        400 => (L["This form could not be taken"], L["It is too old, or was not sent from this site. Go back, load the page again and send it once more."]),
        401 => (L["You are signed out"], L["Sign in again, then repeat what you did."]),
        403 => (L["This is not open to you"], L["Your role does not allow it. An owner of your organiser can change your role."]),
        404 => (L["There is nothing here"], L["The address may be mistyped, or what was here is gone."]),
        413 => (L["This is too large"], L["What you sent is larger than is allowed here. Nothing was kept of it."]),
        429 => (L["Too many attempts"], L["Wait a minute, then try again."]),
        503 => (L["Please try again in a moment"], L["The database does not answer now. Nothing is lost; sending it again is safe."]),
        >= 500 => (L["Something went wrong here"], L["The fault is ours, not yours. Whoever runs this server finds it by the trace id."]),
        _ => (L["This could not be done"], L["Go back, load the page again and try once more."]),
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A page asked for by {Method} failed, trace {TraceId}")]
        public static partial void Failed(ILogger logger, string method, string traceId, Exception exception);
    }
}
