using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Lanyard.Client.Json;

namespace Lanyard.Client.Http;

/// <summary>Turns a failed answer into an exception, which repeats no secret that the answer has.</summary>
internal static class Failures
{
    private const int LongestBody = 64 * 1024;
    private const int LongestText = 1000;

    public static async Task<ConnectionsException> ReadAsync(
        HttpResponseMessage response, TimeProvider time, IReadOnlyList<string> secrets, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var (code, detail, traceId, reason, until) = await ReadBodyAsync(response, secrets, cancellation).ConfigureAwait(false);
        if (status is >= 300 and < 400)
        {
            code = "redirected";
            detail = "The server redirects, which is not followed: the request has what belongs to this address alone.";
        }
        var named = code is null ? $"{status}" : $"{status} ({code})";
        var message = detail is null ? $"The server answered {named}." : $"The server answered {named}: {detail}";
        return new ConnectionsException(traceId is null ? message : $"{message} Trace id: {traceId}")
        {
            Status = status,
            Code = code,
            Detail = detail,
            TraceId = traceId,
            RetryAfter = RetryAfter(response.Headers, time),
            Reason = reason,
            Until = until,
            IsTransient = status >= 500
                || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout,
        };
    }

    private static async Task<(string? Code, string? Detail, string? TraceId, string? Reason, DateTimeOffset? Until)> ReadBodyAsync(
        HttpResponseMessage response, IReadOnlyList<string> secrets, CancellationToken cancellation)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestBody, cancellation).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return default;
            // Some servers put code and message into an object named error.
            var nested = root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object;
            var inner = nested ? error : root;
            return (
                Text(inner, secrets, "code", "error"),
                Text(inner, secrets, "detail", "error_description", "message", "title"),
                Text(root, secrets, "traceId"),
                Text(inner, secrets, "reason"),
                inner.Time("until") is var until && until == default ? null : until);
        }
        // The status says enough: a gateway's page, a body that broke off, one that is too long.
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement element, IReadOnlyList<string> secrets, params ReadOnlySpan<string> names)
    {
        if (element.Text(names) is not { } text)
            return null;
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
            text = text.Replace(secret, "…", StringComparison.Ordinal);
        return text.Length > LongestText ? text[..LongestText] : text;
    }

    /// <summary>A date counts from the server's own clock, if it says what that shows.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, TimeProvider time)
    {
        var wait = headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - (headers.Date ?? time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
