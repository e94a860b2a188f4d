using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lanyard.Client.Json;

namespace Lanyard.Client.Http;

/// <summary>
/// Fetches the access token and keeps it. One fetch at a time, however many callers wait for it. Nine tenths into a
/// token's life the next is fetched beside the calls, which go on with the old one while it lasts.
/// </summary>
internal sealed class TokenSource(
    Uri address, ClientCredential credential, HttpClient http, Retries retries, ConnectionsClientOptions options)
{
    private const double DefaultLife = 3600;
    private const double LongestLife = int.MaxValue;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private AccessToken? _token;
    private Task<AccessToken>? _renewal;

    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        Task<AccessToken> renewal;
        lock (_lock)
        {
            var now = options.Time.GetUtcNow();
            if (_token is { } token && now < token.EndsAt)
            {
                if (now >= token.RenewAt)
                    _renewal ??= StartRenewal();
                return token.Value;
            }
            renewal = _renewal ??= StartRenewal();
        }
        // A caller that gives up does not end the fetch that others wait for.
        return (await renewal.WaitAsync(cancellation).ConfigureAwait(false)).Value;
    }

    /// <summary>Forgets a token that the server refused, unless it has been replaced already.</summary>
    public void Drop(string refused)
    {
        lock (_lock)
        {
            if (_token?.Value == refused)
                _token = null;
        }
    }

    private Task<AccessToken> StartRenewal()
    {
        var renewal = Task.Run(RenewAsync);
        // Nobody may be waiting for it.
        _ = renewal.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return renewal;
    }

    private async Task<AccessToken> RenewAsync()
    {
        AccessToken? fetched = null;
        try
        {
            return fetched = await retries.RunAsync(FetchAsync, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                if (fetched is not null)
                    _token = fetched;
                else if (_token is { } old)
                    _token = old with { RenewAt = options.Time.GetUtcNow() + PauseAfterFailure };
                _renewal = null;
            }
        }
    }

    private async Task<AccessToken> FetchAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = Body(request.Headers);
        Requests.AddHeaders(request);
        using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await Failures.ReadAsync(response, options.Time, [credential.ClientSecret], cancellation)
                .ConfigureAwait(false);
        }
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        var answer = JsonSerializer.Deserialize(body, ClientJson.Default.TokenAnswer);
        if (answer?.AccessToken is not { } value)
            throw new JsonException("There is no access_token in the answer.");
        var seconds = answer.ExpiresIn is > 0 and var given ? Math.Min(given, LongestLife) : DefaultLife;
        var life = TimeSpan.FromSeconds(seconds);
        var now = options.Time.GetUtcNow();
        return new AccessToken(value, now + life * 0.9, now + life);
    }

    private HttpContent Body(HttpRequestHeaders headers)
    {
        const string grantType = "client_credentials";
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = grantType };
        switch (options.TokenMethod)
        {
            case TokenMethod.Json:
                var request = new TokenRequest(grantType, credential.ClientId, credential.ClientSecret);
                return Requests.Json(request, ClientJson.Default.TokenRequest);
            case TokenMethod.Form:
                form["client_id"] = credential.ClientId;
                form["client_secret"] = credential.ClientSecret;
                break;
            default:
                // As the guide says it: without the form encoding of RFC 6749, 2.3.1.
                headers.Authorization = new AuthenticationHeaderValue("Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.ClientId}:{credential.ClientSecret}")));
                break;
        }
        return new FormUrlEncodedContent(form);
    }

    private sealed record AccessToken(string Value, DateTimeOffset RenewAt, DateTimeOffset EndsAt);
}
