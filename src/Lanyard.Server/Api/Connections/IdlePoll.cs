using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Lanyard.Server.Api.Connections;

/// <summary>
/// Answers the client that asks for what is new when nothing is, as nearly all requests do. It takes memory alone, and so
/// is not even routed. What is not plainly such a request goes on.
/// </summary>
internal static class IdlePoll
{
    private static readonly KeyValuePair<string, object?> Route = new("http.route", ConnectionEndpoints.Path);

    public static void UseIdlePoll(this WebApplication app)
    {
        var services = app.Services;
        var (tokens, store, time) = (services.GetRequiredService<Tokens>(), services.GetRequiredService<IStore>(),
            services.GetRequiredService<TimeProvider>());
        var (watch, history) = (services.GetRequiredService<FairUseWatch>(), services.GetRequiredService<RequestHistory>());
        app.Use((context, next) => IsIdle(context.Request, tokens, store, watch, history, time.GetUtcNow(), out var head)
            ? AnswerAsync(context, head)
            : next(context));
    }

    private static bool IsIdle(
        HttpRequest request, Tokens tokens, IStore store, FairUseWatch watch, RequestHistory history, DateTimeOffset now, out long head)
    {
        head = 0;
        if (!(HttpMethods.IsGet(request.Method) && request.Path.Value == ConnectionEndpoints.Path
            && request.Headers.IfNoneMatch.Count == 0
            && ConnectionEndpoints.TryReadPlainRevision(request.QueryString.Value, out var from)
            && Bearer.TryReadToken(request.Headers.Authorization, out var token)
            && tokens.TryFind(token, out var client) && client.Exhibitor is { } exhibitor && client.IsLicensed(now)
            && store.TryGetHead(exhibitor, out head) && from > head && watch.TryCountIdlePoll(client.ClientId)))
        {
            return false;
        }
        history.AddPoll(client.ClientId, ConnectionEndpoints.Path, request.QueryString.Value!, ConnectionEndpoints.EmptyPage.Length, now);
        return true;
    }

    private static Task AnswerAsync(HttpContext context, long head)
    {
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(Route);
        context.Response.Headers.CacheControl = Bearer.NoStore;
        context.Response.Headers.ETag = ConnectionEndpoints.Tag(head);
        return ConnectionEndpoints.SendEmptyPageAsync(context);
    }
}
