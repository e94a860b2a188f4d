using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Lanyard.Client;

namespace Lanyard.Tests.Client;

/// <summary>A request as the server saw it.</summary>
internal sealed record Received(string Method, Uri Address, string? Authorization, string? ContentType, string Body);

/// <summary>
/// A server in the client's own process that answers as a script says. Tokens are answered from a script of their own.
/// </summary>
internal sealed class ScriptedServer
{
    public const string Address = "https://leads.example.com";
    public static readonly ClientCredential Credential = new("client-id", "canary-secret");

    private readonly ConcurrentQueue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private readonly ConcurrentQueue<Func<HttpResponseMessage>> _tokens = new();
    private int _issued;

    public WaitlessClock Clock { get; } = new();

    public ConcurrentQueue<Received> Calls { get; } = new();

    public ConcurrentQueue<Received> TokenCalls { get; } = new();

    /// <summary>Held back until it is completed.</summary>
    public Task TokensOpen { get; set; } = Task.CompletedTask;

    public ConnectionsClient Client(Action<ConnectionsClientOptions>? configure = null, string address = Address)
    {
        var options = new ConnectionsClientOptions { Time = Clock, Timeout = WaitlessClock.Timeout };
        configure?.Invoke(options);
        var http = new HttpClient(new Handler(this)) { BaseAddress = new Uri(address) };
        return new ConnectionsClient(http, Credential, options);
    }

    public ScriptedServer Answers(int status, string body, Action<HttpResponseMessage>? change = null)
    {
        _script.Enqueue(_ => Task.FromResult(Answer(status, body, change)));
        return this;
    }

    public ScriptedServer AnswersPage(int first, int count) =>
        Answers(200, $"[{string.Join(',', Enumerable.Range(first, count).Select(Lead))}]");

    public ScriptedServer AnswersToken(int status, string body)
    {
        _tokens.Enqueue(() => Answer(status, body, null));
        return this;
    }

    public ScriptedServer Breaks()
    {
        _script.Enqueue(_ => throw new HttpRequestException("The connection was reset."));
        return this;
    }

    /// <summary>Never answers; the time limit of the attempt runs out.</summary>
    public ScriptedServer Hangs()
    {
        _script.Enqueue(async cancellation =>
        {
            Clock.LetTimeoutsRunOut();
            await Task.Delay(Timeout.Infinite, cancellation);
            return Answer(200, "", null);
        });
        return this;
    }

    public static string Lead(int number) => $$"""{"id":"{{number:D13}}","revision":{{number}},"state":"completed"}""";

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var received = new Received(
            request.Method.Method,
            request.RequestUri!,
            request.Headers.Authorization?.ToString(),
            request.Content?.Headers.ContentType?.ToString(),
            body);
        if (request.RequestUri!.AbsolutePath.EndsWith("/connect/oauth2/token", StringComparison.Ordinal))
        {
            TokenCalls.Enqueue(received);
            await TokensOpen;
            if (_tokens.TryDequeue(out var token))
                return token();
            var issued = $"canary-token-{Interlocked.Increment(ref _issued)}";
            return Answer(200, $$"""{"access_token":"{{issued}}","expires_in":"3600"}""", null);
        }
        Calls.Enqueue(received);
        return _script.TryDequeue(out var answer) ? await answer(cancellationToken) : Answer(200, "[]", null);
    }

    private static HttpResponseMessage Answer(int status, string body, Action<HttpResponseMessage>? change)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, body.StartsWith('<') ? "text/html" : "application/json"),
        };
        change?.Invoke(response);
        return response;
    }

    private sealed class Handler(ScriptedServer server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            server.AnswerAsync(request, cancellationToken);
    }
}

/// <summary>A clock on which every wait is over at once and is remembered. Time limits run out when told to.</summary>
internal sealed class WaitlessClock : TimeProvider
{
    /// <summary>A length that no wait has.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(71);

    private readonly ConcurrentDictionary<Timer, bool> _timeouts = new();

    public DateTimeOffset Now { get; set; } = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override DateTimeOffset GetUtcNow() => Now;

    public void LetTimeoutsRunOut()
    {
        foreach (var timer in _timeouts.Keys)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        if (dueTime == Timeout)
        {
            _timeouts[timer] = true;
            return timer;
        }
        Waits.Enqueue(dueTime);
        Now += dueTime;
        timer.Fire();
        return timer;
    }

    private sealed class Timer(WaitlessClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => clock._timeouts.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
