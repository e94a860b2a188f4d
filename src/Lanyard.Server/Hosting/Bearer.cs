using Lanyard.Core.Audit;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting.Accounts;
using Microsoft.Extensions.Primitives;

namespace Lanyard.Server.Hosting;

/// <summary>
/// Lets API clients in by their access token (RFC 6750, header only), and signed-in members to <c>/organise/v1</c>. Own code, because a check from memory costs a few
/// hundredths of what the request costs, and the framework's handler several times that.
/// </summary>
internal static class Bearer
{
    public const string NoStore = "no-store";

    private const string Prefix = "Bearer ";

    public static void UseBearer(this WebApplication app)
    {
        var tokens = app.Services.GetRequiredService<Tokens>();
        app.Use((context, next) =>
            context.Request.Path.StartsWithSegments("/connect/v1") || context.Request.Path.StartsWithSegments("/organise/v1")
            || context.Request.Path.StartsWithSegments("/files")
                ? CheckAsync(context, next, tokens)
                : next(context));
    }

    /// <summary>The API client that sent the request.</summary>
    public static ClientState Client(this HttpContext context) => context.Features.GetRequiredFeature<ClientState>();

    /// <summary>Who acts, for the audit log: the signed-in person or the API client.</summary>
    public static Actor Actor(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        if (context.SignedInOrNull() is { } person)
            return new(ActorKind.Account, person.AccountId, person.Name, address);
        var client = context.Client();
        return new(ActorKind.ApiClient, client.ClientId, client.Name, address);
    }

    /// <summary>The token of a header that is plainly one.</summary>
    public static bool TryReadToken(StringValues header, out ReadOnlySpan<char> token)
    {
        token = default;
        if (header.Count != 1 || !header[0]!.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        token = header[0].AsSpan(Prefix.Length).Trim();
        return true;
    }

    private static Task CheckAsync(HttpContext context, RequestDelegate next, Tokens tokens)
    {
        context.Response.Headers.CacheControl = NoStore;
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0 && context.Request.Path.StartsWithSegments("/organise/v1") && Sessions.HasCookie(context))
            return CheckSessionAsync(context, next);
        if (header.Count == 0)
            return RefuseAsync(context, "Bearer realm=\"connect\"", "Send the header Authorization: Bearer with an access token.");
        if (header.Count > 1 || (context.Request.QueryString.HasValue && context.Request.Query.ContainsKey("access_token")))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"connect\", error=\"invalid_request\"";
            return Problems.Of(context, "invalid_request", "Send one access token, in the header Authorization alone.").ExecuteAsync(context);
        }
        if (!TryReadToken(header, out var token))
            return GoOnAsync(context, next, null);
        return tokens.TryFind(token, out var client)
            ? GoOnAsync(context, next, client)
            : LookAsync(context, next, tokens, token.ToString());
    }

    /// <summary>A signed-in member of an organiser may what the organiser's API client may, if the role does.</summary>
    private static async Task CheckSessionAsync(HttpContext context, RequestDelegate next)
    {
        if (await Sessions.ReadAsync(context) is not { OrganiserId: not 0 } person)
            await RefuseAsync(context, "Bearer realm=\"connect\"", "The session has ended, or belongs to no organiser.");
        else if (SameOrigin.IsSafe(context.Request.Method))
            await GoOnAsync(context, next, person.AsClient());
        else if (SameOrigin.IsOwn(context.Request) is not true)
            await Problems.Of(context, "cross_site", "A change by session is taken from this site's own pages alone.")
                .ExecuteAsync(context);
        else if (!person.MayChange)
            await Problems.Of(context, "read_only", "Your role may only read.").ExecuteAsync(context);
        else
            await GoOnAsync(context, next, person.AsClient());
    }

    private static async Task LookAsync(HttpContext context, RequestDelegate next, Tokens tokens, string token)
    {
        var found = await tokens.FindAsync(token, context.RequestAborted);
        // A client whose token has expired finds that among its last requests.
        if (found is { IsLive: false, Client.Exhibitor: not null })
            await RequestTrace.RunAsync(context, c => GoOnAsync(c, next, null), found.Client);
        else
            await GoOnAsync(context, next, found is { IsLive: true } ? found.Client : null);
    }

    private static Task GoOnAsync(HttpContext context, RequestDelegate next, ClientState? client)
    {
        if (client is null)
            return RefuseAsync(context, "Bearer realm=\"connect\", error=\"invalid_token\"", "The access token is unknown, expired or revoked.");
        context.Features.Set(client);
        return client.Exhibitor is null ? next(context) : RequestTrace.RunAsync(context, next, client);
    }

    private static Task RefuseAsync(HttpContext context, string challenge, string detail)
    {
        context.Response.Headers.WWWAuthenticate = challenge;
        return Problems.Of(context, "invalid_token", detail).ExecuteAsync(context);
    }
}
