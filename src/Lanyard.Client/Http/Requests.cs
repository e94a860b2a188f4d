using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lanyard.Client.Http;

/// <summary>What the requests of the client have in common.</summary>
internal static class Requests
{
    private const int LongestAnswer = 64 * 1024 * 1024;

    private static readonly ProductInfoHeaderValue Agent =
        new("Lanyard.Client", typeof(Requests).Assembly.GetName().Version!.ToString(3));

    /// <summary>
    /// One for all clients that are given an address, so that they share connections. Redirects are not followed: a
    /// form with the client secret or a scan with its badge code would go to wherever they point.
    /// </summary>
    public static HttpClient Shared { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        // Addresses of names change.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        // Each attempt has its own limit.
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    public static void AddHeaders(HttpRequestMessage request)
    {
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/problem+json"));
    }

    public static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
