using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>
/// A service of the kind a target writes to, on a port of its own: keeps what it is given, counts what it creates, and
/// goes wrong when a test says so. Derived classes answer as the real one does.
/// </summary>
internal abstract class CrmDouble : IAsyncDisposable
{
    private readonly ConcurrentQueue<Call> _history = new();
    private readonly ConcurrentDictionary<string, int> _creates = new(StringComparer.Ordinal);
    private readonly List<ScriptedFault> _script = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private WebApplication? _app;
    private Random? _random;
    private double _probability;
    private int _budget;

    /// <summary>Where it listens: <c>http://127.0.0.1:12345</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Every request that came, also those that a fault refused.</summary>
    public IReadOnlyCollection<Call> History => _history;

    /// <summary>How often each connection was created, which is to be once.</summary>
    public IReadOnlyDictionary<string, int> Creates => _creates;

    /// <summary>Held while a request is answered, so that requests take effect one after another.</summary>
    protected SemaphoreSlim Turn { get; } = new(1);

    /// <summary>
    /// The faults that <see cref="FailAtRandom"/> draws from: those that the target is to get over by itself.
    /// </summary>
    protected virtual IReadOnlyList<Fault> PassingFaults { get; } =
    [
        Fault.RateLimited, Fault.RateLimitedWithDelay, Fault.ErrorBefore, Fault.ErrorAfter, Fault.ResetBefore,
        Fault.ResetAfter, Fault.TruncatedJson, Fault.HtmlPage, Fault.Unavailable,
    ];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        Address = _app.Urls.First();
    }

    /// <summary>The <paramref name="at"/>-th call from now on that fits goes wrong.</summary>
    /// <param name="path">Part of the path of the calls that fit; every call when it is left out.</param>
    public void Fail(Fault fault, int at = 1, string path = "")
    {
        lock (_lock)
            _script.Add(new(fault, path) { Left = at });
    }

    /// <summary>
    /// Each of the next calls goes wrong with this probability, until as many have as the budget says.
    /// </summary>
    public void FailAtRandom(Random random, double probability, int budget)
    {
        lock (_lock)
            (_random, _probability, _budget) = (random, probability, budget);
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _script.Clear();
            _budget = 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        Turn.Dispose();
        _closing.Dispose();
    }

    /// <summary>Answers one request. Nothing else is answered meanwhile.</summary>
    protected abstract Task AnswerAsync(HttpContext context, string body);

    /// <summary>Refuses as the service does when it has had too many requests.</summary>
    protected abstract Task AnswerTooManyAsync(HttpContext context);

    /// <summary>Refuses as the service does when a token is not valid any more.</summary>
    protected abstract Task AnswerUnauthorizedAsync(HttpContext context);

    /// <summary>Counts that this connection was created.</summary>
    protected void CountCreate(string connection) => _creates.AddOrUpdate(connection, 1, (_, count) => count + 1);

    protected static async Task JsonAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var path = context.Request.Path.Value ?? "";
        _history.Enqueue(new(context.Request.Method, path + context.Request.QueryString, body));
        var fault = NextFault(path);
        switch (fault)
        {
            case Fault.RateLimited:
                await AnswerTooManyAsync(context);
                return;
            case Fault.RateLimitedWithDelay:
                context.Response.Headers.RetryAfter = "3";
                await AnswerTooManyAsync(context);
                return;
            case Fault.RateLimitedForLong:
                context.Response.Headers.RetryAfter = 3600.ToString(CultureInfo.InvariantCulture);
                await AnswerTooManyAsync(context);
                return;
            case Fault.Unauthorized:
                await AnswerUnauthorizedAsync(context);
                return;
            case Fault.ErrorBefore:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case Fault.Unavailable:
                await HtmlAsync(context, StatusCodes.Status503ServiceUnavailable);
                return;
            case Fault.ResetBefore:
                context.Abort();
                return;
            case Fault.Hang:
                await Task.WhenAny(
                    Task.Delay(Timeout.Infinite, context.RequestAborted), Task.Delay(Timeout.Infinite, _closing.Token));
                return;
        }
        await AnswerWithFaultAsync(context, body, fault);
    }

    // What goes wrong here goes wrong after the request has taken effect.
    private async Task AnswerWithFaultAsync(HttpContext context, string body, Fault? fault)
    {
        var outer = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var answer = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        await Turn.WaitAsync();
        try
        {
            await AnswerAsync(context, body);
        }
        finally
        {
            Turn.Release();
        }
        await context.Response.BodyWriter.FlushAsync();
        context.Features.Set(outer);
        var bytes = answer.ToArray();
        switch (fault)
        {
            case Fault.ErrorAfter:
                context.Response.Headers.Clear();
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case Fault.ResetAfter:
                context.Abort();
                return;
            case Fault.HtmlPage:
                context.Response.Headers.Clear();
                await HtmlAsync(context, StatusCodes.Status200OK);
                return;
            case Fault.TruncatedJson:
                bytes = bytes[..(bytes.Length / 2)];
                break;
        }
        if (bytes.Length > 0)
            await context.Response.Body.WriteAsync(bytes);
    }

    private static Task HtmlAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<html><body><h1>We'll be right back</h1></body></html>");
    }

    private Fault? NextFault(string path)
    {
        lock (_lock)
        {
            var due = _script.Where(s => path.Contains(s.Path, StringComparison.Ordinal)).ToList();
            due.ForEach(s => s.Left--);
            if (due.Find(s => s.Left == 0) is { } scripted)
            {
                _script.Remove(scripted);
                return scripted.Fault;
            }
            if (_random is null || _budget == 0 || _random.NextDouble() >= _probability)
                return null;
            _budget--;
            return PassingFaults[_random.Next(PassingFaults.Count)];
        }
    }

    private sealed record ScriptedFault(Fault Fault, string Path)
    {
        public int Left { get; set; }
    }
}

/// <param name="Path">With the query.</param>
internal sealed record Call(string Method, string Path, string Body);

/// <summary>A way for a call to go wrong.</summary>
public enum Fault
{
    /// <summary>429 that does not say for how long.</summary>
    RateLimited,

    /// <summary>429 for three seconds.</summary>
    RateLimitedWithDelay,

    /// <summary>429 for an hour.</summary>
    RateLimitedForLong,

    /// <summary>401: the token has expired.</summary>
    Unauthorized,

    /// <summary>500, and nothing has happened.</summary>
    ErrorBefore,

    /// <summary>500, although it has happened.</summary>
    ErrorAfter,

    /// <summary>503 with a page for people.</summary>
    Unavailable,

    /// <summary>The connection breaks, and nothing has happened.</summary>
    ResetBefore,

    /// <summary>The connection breaks, although it has happened.</summary>
    ResetAfter,

    /// <summary>No answer until the caller gives up.</summary>
    Hang,

    /// <summary>200 with half of the answer.</summary>
    TruncatedJson,

    /// <summary>200 with a page for people.</summary>
    HtmlPage,
}
