using System.Buffers;
using System.Text;
using System.Text.Json;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.OAuth;

/// <summary>JSON answers of the OAuth endpoints, which are never stored (RFC 6749, 5.1 and 5.2).</summary>
internal static class OAuthAnswers
{
    public static Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write) =>
        SendAsync(context, status, Compose(write));

    /// <param name="description">Fixed text: what was sent is never repeated.</param>
    public static Task FailAsync(HttpContext context, int status, string error, string description)
    {
        var body = Compose(json =>
        {
            json.WriteString("error", error);
            json.WriteString("error_description", description);
        });
        context.Features.Get<RequestTrace>()?.Refused(error, null, () => Encoding.UTF8.GetString(body.Span));
        return SendAsync(context, status, body);
    }

    private static ReadOnlyMemory<byte> Compose(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }
}
