using System.Diagnostics;
using System.Text.Json.Serialization;
using Lanyard.Core.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lanyard.Server.Hosting;

/// <summary>RFC 9457 problem details with the members that every failed request of this server has.</summary>
/// <param name="Code">Stable; listed in docs/errors.md.</param>
/// <param name="Detail">What was wrong and where.</param>
/// <param name="TraceId">Names the request in the server's log.</param>
public sealed record Problem(string Type, string Title, int Status, string Code, string Detail, string TraceId)
{
    /// <summary>Where several things were wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemFault>? Faults { get; init; }
}

/// <summary>Problem details of a request that was refused because of fair use, with the evidence.</summary>
/// <param name="Reason">The rule: <c>full-resync</c>, <c>side-by-side</c>, <c>frequency</c>, <c>token-churn</c>,
/// <c>guessing-ids</c> or <c>guessing-codes</c>.</param>
/// <param name="Observed">What was counted within <paramref name="Window"/>.</param>
/// <param name="Window">Seconds.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Docs">Where the rule is explained.</param>
public sealed record FairUseProblem(
    string Type, string Title, int Status, string Code, string Detail, string TraceId, string Reason, long Observed, long Limit,
    int Window, DateTimeOffset Until, string Docs);

/// <summary>One scan of a batch that was refused, beside others that were not.</summary>
internal sealed record RefusedScan(int Index, int Status, Problem Error);

/// <summary>One fault of the request's body.</summary>
public sealed record ProblemFault(string Field, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(FairUseProblem))]
[JsonSerializable(typeof(RefusedScan))]
internal sealed partial class ProblemJson : JsonSerializerContext;

/// <summary>Turns what went wrong into an answer. The only place that writes one.</summary>
internal sealed partial class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    /// <summary>Every code, with its status and title.</summary>
    public static IReadOnlyDictionary<string, (int Status, string Title)> Codes { get; } = new Dictionary<string, (int, string)>(StringComparer.Ordinal)
    {
        ["invalid_json"] = (400, "The body is not valid JSON"),
        ["invalid_request"] = (400, "The request is not valid"),
        ["invalid_revision"] = (400, "fromRevision is not a revision"),
        ["invalid_token"] = (401, "An access token is needed"),
        ["cross_site"] = (403, "The request comes from another site"),
        ["license_inactive"] = (403, "The license is not active"),
        ["restricted"] = (403, "This API client is restricted"),
        ["no_access"] = (403, "The badge belongs to another event"),
        ["read_only"] = (403, "The role may only read"),
        ["not_consented"] = (403, "The person has not agreed"),
        ["wrong_client"] = (403, "This API client may not do this"),
        ["not_found"] = (404, "There is nothing here"),
        ["unknown_code"] = (404, "The badge code is not known"),
        ["method_not_allowed"] = (405, "The method is not allowed"),
        ["conflict"] = (409, "This cannot be done in the present state"),
        ["too_large"] = (413, "The body is too large"),
        ["unsupported_media_type"] = (415, "The content type is not supported"),
        ["throttled"] = (429, "This API client is slowed down"),
        ["internal_error"] = (500, "The server failed"),
        ["store_unavailable"] = (503, "The store cannot be used now"),
    };

    public static JsonHttpResult<Problem> Of(HttpContext context, string code, string detail, IReadOnlyList<ProblemFault>? faults = null)
    {
        var (status, title) = Codes[code];
        var traceId = TraceId(context);
        var problem = new Problem($"/docs/errors#{code}", title, status, code, detail, traceId) { Faults = faults };
        context.Features.Get<RequestTrace>()?.Refused(code, traceId, problem, ProblemJson.Default.Problem);
        return TypedResults.Json(problem, ProblemJson.Default.Problem, "application/problem+json", status);
    }

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is BadHttpRequestException bad)
        {
            var code = bad.StatusCode == 413 ? "too_large" : "invalid_request";
            await Of(httpContext, code, bad.StatusCode == 413 ? "The body is larger than is allowed here." : "The request could not be read.")
                .ExecuteAsync(httpContext);
            return true;
        }
        if (exception is StoreUnavailableException)
        {
            httpContext.Response.Headers.RetryAfter = "1";
            var unavailable = Of(httpContext, "store_unavailable", "Nothing is wrong with the request. Send it again: that is safe.");
            Log.Unavailable(logger, httpContext.Request.Method, unavailable.Value!.TraceId, exception.Message);
            await unavailable.ExecuteAsync(httpContext);
            return true;
        }
        var result = Of(httpContext, "internal_error", "The fault is ours. The trace id finds it in the server's log.");
        Log.Failed(logger, httpContext.Request.Method, result.Value!.TraceId, exception);
        await result.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>What names the request in its answer and in the log.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>A failure of which nothing was said.</summary>
    public static bool IsBare(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null };

    public static Task ExplainAsync(HttpContext context)
    {
        var (code, detail) = context.Response.StatusCode switch
        {
            404 => ("not_found", "No resource has this address."),
            405 => ("method_not_allowed", $"The methods allowed here are {context.Response.Headers.Allow}."),
            413 => ("too_large", "The body is larger than is allowed here."),
            415 => ("unsupported_media_type", "Send the body as application/json."),
            503 => ("store_unavailable", "The server is starting or its store does not answer."),
            >= 500 => ("internal_error", "The fault is ours."),
            _ => ("invalid_request", "The request could not be read."),
        };
        context.Response.Headers.CacheControl = Bearer.NoStore;
        return Of(context, code, detail).ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} request was put off, trace {TraceId}: {Reason}")]
        public static partial void Unavailable(ILogger logger, string method, string traceId, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} request failed, trace {TraceId}")]
        public static partial void Failed(ILogger logger, string method, string traceId, Exception exception);
    }
}

internal static class ProblemsRegistration
{
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        // The framework's middleware for this keeps a state machine and a feature for every request that goes well.
        app.Use((context, next) =>
        {
            var answered = next(context);
            return answered.IsCompletedSuccessfully
                ? Problems.IsBare(context.Response) ? Problems.ExplainAsync(context) : Task.CompletedTask
                : ExplainAfterAsync(context, answered);
        });
    }

    private static async Task ExplainAfterAsync(HttpContext context, Task answered)
    {
        await answered;
        if (Problems.IsBare(context.Response))
            await Problems.ExplainAsync(context);
    }
}
