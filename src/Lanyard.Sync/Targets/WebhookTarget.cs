using System.Net;
using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Sync.Files;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets;

/// <summary>
/// One signed POST a change (Standard Webhooks 1.0.0). A change keeps its webhook-id at every attempt, so that a
/// receiver that remembers ids sees each once.
/// </summary>
internal sealed class WebhookTarget : ITarget
{
    private const string AcceptedFact = "webhook.accepted";
    private const int FirstWords = 200;

    // With more of them it is the receiver: each costs it six attempts.
    private const int MostDoubted = 10;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TargetContext _context;
    private readonly Uri _url;
    private readonly string[] _secrets;
    private readonly bool _isPublic;
    private readonly HttpClient _client;
    private readonly TargetHttp _http;

    private WebhookTarget(TargetContext context)
    {
        _context = context;
        _isPublic = !context.Settings.Is("allowPrivate", false);
        _url = Url(context.Settings, _isPublic);
        _secrets = Secrets(context.Settings);
        _client = _isPublic ? PrivateNetworks.CreateClient(Timeout) : context.Http;
        _http = new(_client, context.Time);
    }

    public static TargetKind Kind { get; } = new(
        "webhook", "Webhook",
        [
            new("url", "where every change is posted to: https://example.com/leads", IsRequired: true),
            new("secret", "what signs them: whsec_ and base64; two, with a space between, while one replaces the other",
                IsRequired: true, IsSecret: true),
            new("allowPrivate", "true for a receiver in a network that is not public, and for http"),
        ],
        new Dictionary<string, string>(),
        context => new WebhookTarget(context));

    // Whoever may post there is often told by the query.
    private string Shown => _url.GetLeftPart(UriPartial.Path);

    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var secrets = _secrets.Length == 1 ? "one secret" : $"{_secrets.Length} secrets";
        return Task.FromResult<IReadOnlyList<Finding>>(
        [
            new(FindingKind.Fine, $"Changes are posted to {Shown}, signed with {secrets}."),
            new(FindingKind.Warning,
                "Nothing was posted yet: whether it takes what it gets is known with the first change."),
        ]);
    }

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        // Known before they are sent: an erasure must say so even if a crash hid that the data had arrived.
        var types = batch.Leads.ToDictionary(l => l.Id, Type);
        _context.State.Intend(batch.Leads.Where(Lead.IsCompleted).Select(l => l.Id));
        Connection? taken = null;
        // Over these it broke. It may be the lead, or the receiver: other leads tell.
        var doubted = new List<(Connection Lead, TargetUnavailableException Failure)>();
        foreach (var lead in batch.Leads)
        {
            if (await BreaksAsync(lead) is { } failure)
                doubted.Add((lead, failure));
            else
                taken = lead;
            if (doubted.Count > MostDoubted)
                break;
        }
        if (doubted.Count > MostDoubted || taken is null && doubted.Count > 0)
            throw new TargetUnavailableException(doubted[^1].Failure.Message, inner: doubted[^1].Failure);
        var refused = new List<(Connection Lead, TargetUnavailableException Failure)>();
        foreach (var (lead, _) in doubted)
        {
            if (await BreaksAsync(lead) is { } failure)
                refused.Add((lead, failure));
        }
        // One that was taken goes once more, under its id: whether the receiver lives is to be known before they go
        // aside.
        if (refused.Count > 0)
            await PostAsync(batch, taken!, types[taken!.Id], cancellation);
        foreach (var (lead, failure) in refused)
            batch.SetAside(lead, failure.Message);

        async Task<TargetUnavailableException?> BreaksAsync(Connection lead)
        {
            try
            {
                await PostAsync(batch, lead, types[lead.Id], cancellation);
                return null;
            }
            catch (TargetUnavailableException exception) when (exception.Status == HttpStatusCode.InternalServerError)
            {
                return exception;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_isPublic)
            _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// An erasure is one of what the receiver may have; a lead whose data it never got is told by its state.
    /// </summary>
    private string Type(Connection lead) =>
        !Lead.IsCompleted(lead) && _context.State.IsIntended(lead.Id) ? "connection.erased" : "connection.updated";

    private async Task PostAsync(Batch batch, Connection lead, string type, CancellationToken cancellation)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{lead.Id}-{lead.Revision}");
        var body = Body(lead, type);
        using var response = await _http.SendAsync(Request, isRepeatable: true, cancellation);
        await TakeAsync(batch, lead, response, cancellation);

        HttpRequestMessage Request()
        {
            var now = _context.Time.GetUtcNow();
            var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add(WebhookSignature.IdHeader, id);
            request.Headers.Add(
                WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            var signatures = _secrets.Select(s => WebhookSignature.Sign(s, id, now, body.Span));
            request.Headers.Add(WebhookSignature.SignatureHeader, string.Join(' ', signatures));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Lanyard", null));
            return request;
        }
    }

    private ReadOnlyMemory<byte> Body(Connection lead, string type)
    {
        var json = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(json, LeadJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("timestamp", Lead.Time(_context.Time.GetUtcNow()));
        writer.WritePropertyName("data");
        LeadJson.Write(writer, lead);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    private async Task TakeAsync(
        Batch batch, Connection lead, HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var hasAccepted = _context.State.Get(AcceptedFact) == _url.AbsoluteUri;
        if (status is >= 200 and < 300)
        {
            if (!hasAccepted)
                _context.State.Set(AcceptedFact, _url.AbsoluteUri);
            return;
        }
        var words = await WordsAsync(response, cancellation);
        switch (status)
        {
            case >= 300 and < 400:
                var location = response.Headers.Location?.ToString() ?? "nowhere";
                throw new TargetFaultException(
                    $"The receiver answered {status} and points to {location}. Give the final address.");
            case 401 or 403:
                throw new TargetFaultException($"The receiver refuses: it answered {status}. {words}".TrimEnd());
            case 410:
                throw new TargetFaultException(
                    "The receiver does not want any more: it answered 410. "
                    + "Remove the target, or give another address.");
            case 408 or 425:
                throw new TargetUnavailableException($"The target answered {status}.", status: (HttpStatusCode)status);
            // Where nothing was ever taken, it is the address that is wrong, not each lead.
            case 404 when !hasAccepted:
                throw new TargetFaultException($"There is no receiver at {Shown}: it answered 404. {words}".TrimEnd());
            case 400 or 404 or 409 or 413 or 415 or 422:
                batch.SetAside(lead, $"The receiver answered {status}. {words}".TrimEnd());
                return;
            default:
                throw new TargetFaultException($"The receiver answered {status}. {words}".TrimEnd());
        }
    }

    /// <summary>The first words of the answer, on one line.</summary>
    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= FirstWords ? words : words[..FirstWords] + "…";
    }

    private static Uri Url(TargetSettings settings, bool isPublic)
    {
        var text = settings.Required("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")
            || url.UserInfo.Length > 0)
        {
            throw new TargetFaultException(
                $"The url of the target {settings.Name} must be one of https, without a password in it.");
        }
        if (isPublic && url.Scheme != "https")
        {
            throw new TargetFaultException(
                $"The url of the target {settings.Name} must begin with https: leads are personal data.");
        }
        return url;
    }

    private static string[] Secrets(TargetSettings settings)
    {
        const StringSplitOptions split = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var secrets = settings.Required("secret").Split(' ', split);
        return secrets.Length > 0 && Array.TrueForAll(secrets, IsSecret)
            ? secrets
            : throw new TargetFaultException(
                $"The secret of the target {settings.Name} must be whsec_ and base64 of 24 to 64 bytes.");
    }

    private static bool IsSecret(string text)
    {
        var key = new byte[64];
        return text.StartsWith("whsec_", StringComparison.Ordinal)
            && Convert.TryFromBase64String(text["whsec_".Length..], key, out var length) && length >= 24;
    }
}
