using System.Security.Cryptography;
using System.Text;
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.OAuth;

/// <summary>
/// Client credentials (RFC 6749), introspection (RFC 7662), revocation (RFC 7009) and metadata (RFC 8414). The guide's
/// address answers with its string <c>expires_in</c>; <c>/oauth2/token</c> with the RFC's number.
/// </summary>
internal sealed class OAuthEndpoints(Tokens tokens, ClientDirectory clients, GuessThrottle throttle, Keys keys, TimeProvider time, FairUseWatch watch)
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string NeedsPost = "Send the request as POST.";

    public static void Map(WebApplication app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<OAuthEndpoints>(app.Services);
        var group = app.MapGroup("").AddEndpointFilter(AnswerUnavailableAsync).WithTags("OAuth");
        group.MapPost("/connect/oauth2/token", (Delegate)((HttpContext context) => endpoints.TraceAsync(context, expiresAsText: true)))
            .WithName("GetToken").WithSummary("An access token, the guide's way (expires_in is a string)")
            .Takes(typeof(TokenRequest), Json, Form).Produces<TokenAnswer>().Refuses();
        group.MapPost("/oauth2/token", (Delegate)((HttpContext context) => endpoints.TraceAsync(context, expiresAsText: false)))
            .WithName("GetTokenWithNumber").WithSummary("An access token after RFC 6749 (expires_in is a number)")
            .Takes(typeof(TokenRequest), Form, Json).Produces<TokenAnswerWithNumber>().Refuses();
        group.MapPost("/oauth2/introspect", (Delegate)endpoints.IntrospectAsync)
            .WithName("IntrospectToken").WithSummary("Whether a token of this client is live (RFC 7662)")
            .Takes(typeof(TokenQuestion), Form, Json).Produces<Introspection>().Refuses();
        group.MapPost("/oauth2/revoke", (Delegate)endpoints.RevokeAsync)
            .WithName("RevokeToken").WithSummary("Ends a token of this client (RFC 7009)")
            .Takes(typeof(TokenQuestion), Form, Json).Produces(200).Refuses();
        foreach (var path in (string[])["/connect/oauth2/token", "/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"])
            app.MapMethods(path, ["GET", "PUT", "DELETE", "PATCH", "HEAD"], RefuseMethodAsync).ExcludeFromDescription();
        app.MapGet("/.well-known/oauth-authorization-server", Metadata).ExcludeFromDescription();
    }

    // RFC 6749, 5.2 has no word for this; the one of 4.1.2.1 is what clients know.
    private static async ValueTask<object?> AnswerUnavailableAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (StoreUnavailableException)
        {
            invocation.HttpContext.Response.Headers.RetryAfter = "1";
            await OAuthAnswers.FailAsync(invocation.HttpContext, 503, "temporarily_unavailable", "The store cannot be used now; try again.");
            return Results.Empty;
        }
    }

    /// <summary>Also a refused token is among the last requests of the client, when it is known which one wants it.</summary>
    private async Task TraceAsync(HttpContext context, bool expiresAsText)
    {
        var trace = RequestTrace.Begin(context);
        await IssueAsync(context, expiresAsText);
        if (context.Features.Get<ClientState>() is { Exhibitor: not null } client)
            trace.Keep(context, client.ClientId, context.Response.StatusCode);
    }

    private async Task IssueAsync(HttpContext context, bool expiresAsText)
    {
        if (await AuthenticateAsync(context, "grant_type") is not { } authenticated)
            return;
        var (request, client) = authenticated;
        if (request.Value("grant_type") != "client_credentials")
        {
            await OAuthAnswers.FailAsync(context, 400, "unsupported_grant_type", "The only grant type is client_credentials.");
            return;
        }
        if (request.Value("scope") is not null)
        {
            await OAuthAnswers.FailAsync(context, 400, "invalid_scope", "There are no scopes; leave scope out.");
            return;
        }
        if (watch.MeterOf(client).TakeToken(time.GetUtcNow()) is { } refusal)
        {
            context.Response.Headers.RetryAfter = FairUseAnswers.Seconds(refusal.Wait);
            await OAuthAnswers.FailAsync(context, 429, "slow_down",
                "A token is valid for an hour: keep it, and use it for all requests. See /docs/fair-use#token-churn.");
            return;
        }
        var token = await tokens.IssueAsync(client);
        var seconds = (int)Tokens.Lifetime.TotalSeconds;
        await OAuthAnswers.SendAsync(context, 200, json =>
        {
            json.WriteString("access_token", token);
            if (expiresAsText)
                json.WriteString("expires_in", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
            else
                json.WriteNumber("expires_in", seconds);
            json.WriteString("token_type", "Bearer");
        });
    }

    private async Task IntrospectAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context, "token") is not { } authenticated)
            return;
        var found = await FindOwnTokenAsync(context, authenticated);
        await OAuthAnswers.SendAsync(context, 200, json =>
        {
            json.WriteBoolean("active", found is not null);
            if (found is null)
                return;
            json.WriteString("client_id", ShortId.Format(found.ClientId));
            json.WriteNumber("exp", found.ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("token_type", "Bearer");
            json.WriteBoolean("restricted", watch.MeterOf(authenticated.Client).IsRestricted(time.GetUtcNow()));
        });
    }

    private async Task RevokeAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context, "token") is not { } authenticated)
            return;
        if (await FindOwnTokenAsync(context, authenticated) is not null)
            await tokens.RevokeAsync(authenticated.Request.Value("token")!, context.RequestAborted);
        await OAuthAnswers.SendAsync(context, 200, _ => { });
    }

    private async Task<AccessToken?> FindOwnTokenAsync(HttpContext context, (OAuthRequest Request, ClientState Client) authenticated)
    {
        var text = authenticated.Request.Value("token")!;
        var found = await tokens.FindAsync(text, context.RequestAborted);
        return found is { IsLive: true } && found.Token.ClientId == authenticated.Client.ClientId ? found.Token : null;
    }

    /// <summary>Null when the request was answered already.</summary>
    private async Task<(OAuthRequest Request, ClientState Client)?> AuthenticateAsync(
        HttpContext context, string required)
    {
        if (await OAuthRequest.ReadAsync(context) is not { } request)
            return null;
        if (request.Value(required) is null)
        {
            await OAuthAnswers.FailAsync(context, 400, "invalid_request", $"{required} is missing.");
            return null;
        }
        var address = context.Connection.RemoteIpAddress;
        if (throttle.WaitOrNull(request.ClientId ?? "", address) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await OAuthAnswers.FailAsync(context, 429, "slow_down", "Too many failed attempts; try again later.");
            return null;
        }
        var client = ShortId.TryParse(request.ClientId, out var id)
            ? await clients.FindAsync(id, context.RequestAborted)
            : null;
        context.Features.Set(client);
        if (!IsSecretOf(client, request.Secret ?? ""))
        {
            throttle.Failed(request.ClientId ?? "", address);
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"connect\", charset=\"UTF-8\"";
            await OAuthAnswers.FailAsync(context, 401, "invalid_client", "The client id or the client secret is wrong.");
            return null;
        }
        throttle.Succeeded(request.ClientId!, address);
        return (request, client!);
    }

    // The hash is computed for an unknown client too, so that the time taken tells nothing.
    private bool IsSecretOf(ClientState? client, string secret)
    {
        var hash = keys.HashSecret(secret);
        var now = time.GetUtcNow();
        var matches = false;
        foreach (var known in client?.Secrets ?? [])
            matches |= CryptographicOperations.FixedTimeEquals(known.Hash, hash) && known.IsLive(now);
        return matches;
    }

    private static Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "POST";
        return OAuthAnswers.FailAsync(context, 405, "invalid_request", NeedsPost);
    }

    private static Task Metadata(HttpContext context, ServerSettings settings)
    {
        var issuer = settings.OriginOf(context.Request);
        return OAuthAnswers.SendAsync(context, 200, json =>
        {
            json.WriteString("issuer", issuer);
            json.WriteString("token_endpoint", issuer + "/oauth2/token");
            json.WriteString("introspection_endpoint", issuer + "/oauth2/introspect");
            json.WriteString("revocation_endpoint", issuer + "/oauth2/revoke");
            foreach (var (name, values) in new Dictionary<string, string[]>
            {
                ["response_types_supported"] = [],
                ["grant_types_supported"] = ["client_credentials"],
                ["token_endpoint_auth_methods_supported"] = ["client_secret_basic", "client_secret_post"],
                ["introspection_endpoint_auth_methods_supported"] = ["client_secret_basic", "client_secret_post"],
                ["revocation_endpoint_auth_methods_supported"] = ["client_secret_basic", "client_secret_post"],
            })
            {
                json.WriteStartArray(name);
                foreach (var value in values)
                    json.WriteStringValue(value);
                json.WriteEndArray();
            }
        });
    }
}

file static class Refusals
{
    public static void Refuses(this RouteHandlerBuilder builder)
    {
        foreach (var status in (int[])[400, 401, 413, 415, 429, 503])
            builder.Produces<OAuthError>(status);
    }
}
