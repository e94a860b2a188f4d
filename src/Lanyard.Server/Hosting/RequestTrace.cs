using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;

namespace Lanyard.Server.Hosting;

/// <summary>What becomes of a request of an exhibitor's API client, for its last requests. A feature of the request.</summary>
internal sealed class RequestTrace
{
    private const int LongestBody = 1000;

    private readonly long _began = Stopwatch.GetTimestamp();
    private string? _code;
    private string? _traceId;
    private Func<string>? _answer;
    private byte[] _sent = [];

    /// <summary>Connections in the answer.</summary>
    public int? Rows { get; set; }

    /// <summary>Lets the request go on, and keeps it when it is answered.</summary>
    public static async Task RunAsync(HttpContext context, RequestDelegate next, ClientState client)
    {
        var trace = Begin(context);
        try
        {
            await next(context);
            // Else what is said would be said after it was kept.
            if (Problems.IsBare(context.Response))
                await Problems.ExplainAsync(context);
            trace.Keep(context, client.ClientId, context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? 0 : context.Response.StatusCode);
        }
        catch (Exception exception)
        {
            var status = exception switch
            {
                StoreUnavailableException => 503,
                BadHttpRequestException bad => bad.StatusCode,
                _ when context.RequestAborted.IsCancellationRequested => 0,
                _ => 500,
            };
            trace.Keep(context, client.ClientId, status);
            throw;
        }
    }

    /// <summary>Begins one of a client that is not known yet; whoever calls keeps it.</summary>
    public static RequestTrace Begin(HttpContext context)
    {
        var trace = new RequestTrace();
        context.Features.Set(trace);
        return trace;
    }

    /// <summary>The beginning of the request's body, for the case that it is refused.</summary>
    public void Received(ReadOnlySpan<byte> body) => _sent = body[..Math.Min(body.Length, LongestBody)].ToArray();

    public void Refused<T>(string code, string traceId, T answer, JsonTypeInfo<T> type) =>
        Refused(code, traceId, () => JsonSerializer.Serialize(answer, type));

    /// <param name="answer">The answer's body.</param>
    public void Refused(string code, string? traceId, Func<string> answer) => (_code, _traceId, _answer) = (code, traceId, answer);

    /// <summary>Nothing was refused after all, as of a batch.</summary>
    public void Accepted() => (_code, _traceId, _answer) = (null, null, null);

    public void Keep(HttpContext context, long clientId, int status)
    {
        var (request, response) = (context.Request, context.Response);
        var isRefused = status >= 400;
        var answer = _answer?.Invoke();
        context.RequestServices.GetRequiredService<RequestHistory>().Add(clientId, new(
            context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), request.Method,
            isRefused ? RequestMask.Path(request.Path) : request.Path.Value ?? "", RequestMask.Query(request.QueryString.Value), status)
        {
            Duration = Stopwatch.GetElapsedTime(_began),
            Bytes = response.ContentLength ?? answer?.Length,
            Rows = isRefused ? null : Rows,
            Code = _code,
            TraceId = _traceId,
            Answer = answer,
            Sent = isRefused && _sent.Length > 0 ? RequestMask.Body(_sent) : null,
        });
    }
}
