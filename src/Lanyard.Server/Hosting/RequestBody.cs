using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lanyard.Server.Hosting;

/// <summary>Reads a JSON body. What is wrong with it is answered with line and position.</summary>
internal static class RequestBody
{
    /// <summary>Null when the request was answered already.</summary>
    public static async ValueTask<T?> ReadAsync<T>(HttpContext context, int longest, JsonTypeInfo<T> type)
        where T : class
    {
        var request = context.Request;
        if (!request.HasJsonContentType())
        {
            await Problems.Of(context, "unsupported_media_type", "Send the body as application/json.").ExecuteAsync(context);
            return null;
        }
        var length = 0;
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Min(longest, (int)(request.ContentLength is { } l and >= 0 && l <= longest ? l : longest)) + 1);
        try
        {
            int read;
            while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted)) > 0)
                length += read;
            context.Features.Get<RequestTrace>()?.Received(buffer.AsSpan(0, length));
            if (length > longest || request.ContentLength > longest)
            {
                await Problems.Of(context, "too_large", $"The body may have {longest} bytes.").ExecuteAsync(context);
                return null;
            }
            if (JsonSerializer.Deserialize(buffer.AsSpan(0, length), type) is { } value)
                return value;
            await Problems.Of(context, "invalid_request", "The body must be a JSON object.").ExecuteAsync(context);
        }
        catch (JsonException exception)
        {
            await Problems.Of(context, "invalid_json", Explain(exception)).ExecuteAsync(context);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        return null;
    }

    /// <summary>Where the JSON breaks, without a word of what was sent.</summary>
    public static string Explain(JsonException exception)
    {
        var where = $"line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}";
        return exception.InnerException is InvalidOperationException || exception.Path is { Length: > 1 }
            ? $"A value has the wrong type, or a name stands twice, at {where}."
            : $"The body is not valid JSON at {where}.";
    }
}
