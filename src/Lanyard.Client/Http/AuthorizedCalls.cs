using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lanyard.Client.Http;

/// <summary>Sends requests with the access token. A token that is refused is replaced once for each call.</summary>
internal sealed class AuthorizedCalls
{
    private const int MostRedirects = 5;

    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly ConnectionsClientOptions _options;
    private readonly Retries _retries;
    private readonly TokenSource _tokens;

    public AuthorizedCalls(HttpClient http, Uri server, ClientCredential credential, ConnectionsClientOptions options)
    {
        (_http, _server, _options, _retries) = (http, server, options, new Retries(options));
        _tokens = new TokenSource(new Uri(server, "connect/oauth2/token"), credential, http, _retries, options);
    }

    /// <summary>Sends the request, made anew for each attempt. No exception repeats the secret.</summary>
    public Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create, JsonTypeInfo<T> type, string secret, CancellationToken cancellation) =>
        WithTokenAsync(async (token, attempt) =>
        {
            using var request = create();
            using var response = await SendAsync(request, token, HttpCompletionOption.ResponseContentRead, attempt)
                .ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await Failures.ReadAsync(response, _options.Time, [token, secret], attempt).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(attempt).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }, cancellation);

    public Task<Stream> OpenAsync(Uri address, CancellationToken cancellation) => IsServer(address)
        ? WithTokenAsync((token, attempt) => OpenAsync(address, token, attempt), cancellation)
        : _retries.RunAsync(attempt => OpenAsync(address, token: "", attempt), cancellation);

    private async Task<T> WithTokenAsync<T>(
        Func<string, CancellationToken, Task<T>> attemptAsync, CancellationToken cancellation)
    {
        for (var renewed = false; ; renewed = true)
        {
            var token = await _tokens.GetAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await _retries.RunAsync(attempt => attemptAsync(token, attempt), cancellation)
                    .ConfigureAwait(false);
            }
            catch (ConnectionsException failure) when (failure.IsUnauthorized && !renewed)
            {
                _tokens.Drop(token);
            }
        }
    }

    private async Task<Stream> OpenAsync(Uri address, string token, CancellationToken attempt)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var allowed = IsServer(address) ? token : "";
            var response = await SendAsync(request, allowed, HttpCompletionOption.ResponseHeadersRead, attempt)
                .ConfigureAwait(false);
            // Closed by whoever closes the stream.
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadAsStreamAsync(attempt).ConfigureAwait(false);
            using (response)
            {
                if (redirects == MostRedirects || Target(address, response) is not { } target)
                    throw await Failures.ReadAsync(response, _options.Time, [token], attempt).ConfigureAwait(false);
                address = target;
            }
        }
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, string token, HttpCompletionOption completion, CancellationToken attempt)
    {
        Requests.AddHeaders(request);
        if (token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return _http.SendAsync(request, completion, attempt);
    }

    private bool IsServer(Uri address) =>
        address.GetLeftPart(UriPartial.Authority) == _server.GetLeftPart(UriPartial.Authority);

    /// <summary>Where a redirect leads; null when there is none or it leaves https.</summary>
    private static Uri? Target(Uri address, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            return null;
        var target = response.Headers.Location is { } location ? new Uri(address, location) : null;
        return target?.Scheme == Uri.UriSchemeHttps || target?.Scheme == address.Scheme ? target : null;
    }
}
