using System.Buffers;
using System.Text.Json;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.OAuth;

/// <summary>JSON answers of the OAuth endpoints, which are never stored (RFC 6749, 5.1 and 5.2).</summary>
internal static class OAuthAnswers
{
    public static async Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    /// <param name="description">Fixed text: what was sent is never repeated.</param>
    public static Task FailAsync(HttpContext context, int status, string error, string description)
    {
        context.Features.Get<RequestTrace>()?.Refused(error, null, () => $$"""{"error":"{{error}}","error_description":"{{description}}"}""");
        return SendAsync(context, status, json =>
        {
            json.WriteString("error", error);
            json.WriteString("error_description", description);
        });
    }
}
