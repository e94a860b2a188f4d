using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>What is read of pretix's REST API. Every failure is a <see cref="PretixException"/>.</summary>
internal sealed class PretixApi(PretixHttp http, PretixInput settings, string token, TimeProvider time)
{
    public const int PageSize = 50;

    private const int MostPages = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Uri _root = new(settings.Url + "/api/v1/");
    private readonly string _event = $"organizers/{settings.Organiser}/events/{settings.Event}/";

    public Task<List<PretixOrganiser>> OrganisersAsync(CancellationToken cancellation) =>
        AllAsync("organizers/", PretixWireJson.Default.PretixPagePretixOrganiser, "the list of organisers", cancellation);

    public async Task<PretixEvent> EventAsync(CancellationToken cancellation) =>
        (await GetAsync(_event, PretixWireJson.Default.PretixEvent, "the event", cancellation)).Value;

    public Task<List<PretixProduct>> ProductsAsync(CancellationToken cancellation) =>
        AllAsync(_event + "items/", PretixWireJson.Default.PretixPagePretixProduct, "the products", cancellation);

    public Task<List<PretixQuestion>> QuestionsAsync(CancellationToken cancellation) =>
        AllAsync(_event + "questions/", PretixWireJson.Default.PretixPagePretixQuestion, "the questions", cancellation);

    /// <summary>
    /// One page of the orders, in the order in which they were placed: while pages are read, a changed order can only come
    /// in, and what was not read yet can only move to later pages. Null when there is no such page any more.
    /// </summary>
    public async Task<PretixPage<PretixOrder>?> OrdersAsync(
        DateTimeOffset? since, int page, int pageSize, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"{_event}orders/?ordering=datetime&include_canceled_positions=true&page_size={pageSize}&page={page}");
        path = string.Concat(path, "&exclude=fees&exclude=payments&exclude=refunds&exclude=downloads",
            "&exclude=positions.downloads&exclude=positions.checkins&exclude=positions.print_logs");
        if (since is { } from)
            path += "&modified_since=" + Uri.EscapeDataString(from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        try
        {
            var (orders, generated) = await GetAsync(path, PretixWireJson.Default.PretixPagePretixOrder, "the orders", cancellation);
            return orders with { GeneratedAt = generated };
        }
        catch (PretixException exception) when (page > 1 && exception.InnerException is HttpRequestException { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    private async Task<List<T>> AllAsync<T>(
        string path, JsonTypeInfo<PretixPage<T>> type, string what, CancellationToken cancellation)
    {
        var all = new List<T>();
        for (var page = 1; page <= MostPages; page++)
        {
            var (list, _) = await GetAsync($"{path}?page={page.ToString(CultureInfo.InvariantCulture)}", type, what, cancellation);
            all.AddRange(list.Results);
            if (list.Next is null)
                return all;
        }
        throw new PretixException(PretixFault.Answer, $"{_root.Host} has more pages of {what} than can be read.");
    }

    private async Task<(T Value, DateTimeOffset? Generated)> GetAsync<T>(
        string path, JsonTypeInfo<T> type, string what, CancellationToken cancellation)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_root, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Lanyard", "0.1"));
        try
        {
            using var response = await http.Client.SendAsync(request, cancellation);
            if (response.StatusCode is not HttpStatusCode.OK)
                throw Refusal(response, what);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var value = await JsonSerializer.DeserializeAsync(body, type, cancellation)
                ?? throw new JsonException();
            return (value, Generated(response));
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
        catch (IOException exception)
        {
            throw new PretixException(PretixFault.Failing, $"{_root.Host} broke off in the middle of {what}.", inner: exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new PretixException(PretixFault.Failing, $"{_root.Host} does not answer in time.", inner: exception);
        }
        catch (JsonException)
        {
            // Without the cause: it may hold what stood in the answer.
            throw new PretixException(PretixFault.Answer, $"{_root.Host} answers, but not with {what} as pretix does. Is the address right?");
        }
    }

    private static DateTimeOffset? Generated(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Page-Generated", out var values)
        && DateTimeOffset.TryParse(values.First(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    private PretixException Refusal(HttpResponseMessage response, string what)
    {
        var status = (int)response.StatusCode;
        var inner = new HttpRequestException(null, null, response.StatusCode);
        return status switch
        {
            401 => new(PretixFault.Token, $"{_root.Host} does not know the API token: it was mistyped, deleted or made elsewhere.", inner: inner),
            403 or 404 => new(PretixFault.Permission,
                $"{_root.Host} does not show {what} of {settings.Organiser}/{settings.Event}: the short forms are wrong, or the "
                + "token's team may not see it. Orders need the permission to view orders.", inner: inner),
            429 => new(PretixFault.Busy, $"{_root.Host} asks to wait: too many requests.", Wait(response), inner),
            >= 500 => new(PretixFault.Failing, $"{_root.Host} failed with {status}.", Wait(response), inner),
            >= 300 and < 400 => new(PretixFault.Address,
                $"{_root.Host} sends on to another address. Give the address that stands in the browser when pretix is open.", inner: inner),
            _ => new(PretixFault.Answer, $"{_root.Host} answered {status} when asked for {what}.", inner: inner),
        };
    }

    private TimeSpan? Wait(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, TimeSpan.TicksPerSecond, LongestWait.Ticks)) : null;
    }

    private PretixException Unreachable(HttpRequestException exception)
    {
        if (exception.InnerException is PretixException refused)
            return refused;
        return exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new(PretixFault.Address, $"There is no server named {_root.Host}.", inner: exception),
            HttpRequestError.SecureConnectionError => new(PretixFault.Certificate,
                $"{_root.Host} cannot be trusted: its certificate is missing, has expired, or is for another name.", inner: exception),
            HttpRequestError.ConnectionError => new(PretixFault.Address, $"{_root.Host} cannot be reached.", inner: exception),
            HttpRequestError.ConfigurationLimitExceeded => new(PretixFault.Answer, $"{_root.Host} sends more than can be taken.", inner: exception),
            _ => new(PretixFault.Failing, $"{_root.Host} broke off.", inner: exception),
        };
    }
}
