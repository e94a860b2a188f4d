using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Web;

/// <summary>
/// Decides before a page runs who is there, and whether this person may. What no page says about itself is closed: a page
/// is for signed-in members, changes are for those who may change, and an event is the organiser's own or is not there.
/// </summary>
internal static class PageGate
{
    public static async Task EnterAsync(HttpContext context, RequestDelegate next)
    {
        PageSecurity.Protect(context);
        var person = Sessions.HasCookie(context) ? await Sessions.ReadAsync(context) : null;
        Languages.Apply(context);
        var page = context.RequestServices.GetRequiredService<PageContext>();
        page.Begin(context, null);
        var isSafe = SameOrigin.IsSafe(context.Request.Method);
        if (!isSafe && SameOrigin.IsOwn(context.Request) is false)
            await PageErrors.ShowAsync(context, 400);
        else if (context.GetEndpoint() is not { } endpoint)
            await PageErrors.ShowAsync(context, 404);
        else if (IsExhibitorPage(context) && person is not null)
            await EnterExhibitorAsync(context, next, page, person, endpoint);
        else if (Refusal(endpoint, person, isSafe) is { } status)
            await RefuseAsync(context, person, status);
        else if (context.GetRouteValue("eventId") is string id && person is not null && IsOrganiserPage(context)
            && !await TryLoadEventAsync(page, context, person, id))
            await PageErrors.ShowAsync(context, 404);
        else
            await GoOnAsync(context, next, page);
    }

    /// <summary>Refuses a form whose token is wrong, wherever it goes to.</summary>
    public static async Task CheckFormAsync(HttpContext context, RequestDelegate next)
    {
        if (!SameOrigin.IsSafe(context.Request.Method)
            && context.GetEndpoint()?.Metadata.GetMetadata<ChecksFormItselfAttribute>() is null
            && !await IsOwnFormAsync(context))
            await PageErrors.ShowAsync(context, 400);
        else
            await next(context);
    }

    // The framework has looked at the forms of components already, and not at those of other endpoints.
    private static async ValueTask<bool> IsOwnFormAsync(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { } looked
            ? looked.IsValid
            : await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);

    private static async Task GoOnAsync(HttpContext context, RequestDelegate next, PageContext page)
    {
        await next(context);
        // Of a page that is not there the framework says that the form is mistaken.
        if (page.IsMissing && context.Response is { StatusCode: 400, HasStarted: false })
            context.Response.StatusCode = 404;
        if (Problems.IsBare(context.Response))
            await PageErrors.ShowAsync(context, context.Response.StatusCode);
    }

    private static bool IsExhibitorPage(HttpContext context) =>
        context.Request.Path.StartsWithSegments(PagePaths.Connect) && context.GetRouteValue("exhibitorId") is not null;

    private static async Task EnterExhibitorAsync(
        HttpContext context, RequestDelegate next, PageContext page, SignedIn person, Endpoint endpoint)
    {
        var found = ShortId.TryParse(context.GetRouteValue("eventId") as string, out var eventId)
            && ShortId.TryParse(context.GetRouteValue("exhibitorId") as string, out var id)
            ? await context.RequestServices.GetRequiredService<ExhibitorMembers>()
                .FindAsync(person.AccountId, new(eventId, id), context.RequestAborted)
            : null;
        if (found is null)
        {
            await PageErrors.ShowAsync(context, 404);
            return;
        }
        page.Enter(found);
        if (found.May(endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Rights ?? ExhibitorRights.None))
            await GoOnAsync(context, next, page);
        else
            await PageErrors.ShowAsync(context, 403);
    }

    private static bool IsOrganiserPage(HttpContext context) => context.Request.Path.StartsWithSegments("/organise/events");

    private static int? Refusal(Endpoint endpoint, SignedIn? person, bool isSafe)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        if (person is null)
            return 401;
        var isOpen = metadata.GetMetadata<OpenToReadersAttribute>() is not null;
        return metadata.GetMetadata<OwnerOnlyAttribute>() is not null && !person.IsOwner ? 403
            : person.OrganiserId == 0 && !isOpen ? 403
            : !isSafe && !person.MayChange && !isOpen ? 403
            : null;
    }

    private static Task RefuseAsync(HttpContext context, SignedIn? person, int status)
    {
        // Who works for no organiser manages an exhibitor, or nothing.
        if (person is { OrganiserId: 0 } && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect(PagePaths.Connect);
            return Task.CompletedTask;
        }
        if (status != 401 || !HttpMethods.IsGet(context.Request.Method))
            return PageErrors.ShowAsync(context, status);
        var request = context.Request;
        context.Response.Redirect(QueryString.Create("to", request.Path + request.QueryString).ToString() is var to
            ? PagePaths.SignIn + to : PagePaths.SignIn);
        return Task.CompletedTask;
    }

    private static async Task<bool> TryLoadEventAsync(PageContext page, HttpContext context, SignedIn person, string text)
    {
        if (!ShortId.TryParse(text, out var id))
            return false;
        var found = await context.RequestServices.GetRequiredService<IStore>().ReadAsync(data =>
            data.Events.SingleOrDefaultAsync(e => e.Id == id && e.OrganiserId == person.OrganiserId, context.RequestAborted));
        page.Begin(context, found);
        return found is not null;
    }
}
