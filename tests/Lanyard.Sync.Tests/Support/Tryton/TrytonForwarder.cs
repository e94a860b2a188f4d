using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanyard.Sync.Tests.Support.Tryton;

internal enum TrytonDisturbance
{
    /// <summary>Tryton has done it, and the answer is lost.</summary>
    LoseAnswer,

    /// <summary>The session is closed before the call.</summary>
    EndSession,

    /// <summary>kill -9 while it works on the call.</summary>
    KillServer,
}

/// <summary>Stands between the target and a trytond, and makes one of the next calls go wrong.</summary>
internal sealed class TrytonForwarder : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TrytonServer _server;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _isUp = new(1);

    private (TrytonDisturbance Kind, int Calls, TimeSpan Wait)? _next;

    private TrytonForwarder(WebApplication app, TrytonServer server) => (_app, _server) = (app, server);

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Calls that went through.</summary>
    public int Calls { get; private set; }

    public static async Task<TrytonForwarder> StartAsync(TrytonServer server)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var forwarder = new TrytonForwarder(app, server);
        app.Run(forwarder.ForwardAsync);
        await app.StartAsync();
        return forwarder;
    }

    /// <param name="calls">How many calls go through before.</param>
    public void Disturb(TrytonDisturbance kind, int calls, TimeSpan wait)
    {
        lock (_lock)
            _next = (kind, calls, wait);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        _isUp.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var disturbance = Take();
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        var (path, session) = (context.Request.Path.Value![1..], context.Request.Headers.Authorization.ToString());
        if (disturbance?.Kind is TrytonDisturbance.EndSession && session.Length > 0)
            (await SendAsync(path, session, TrytonAdmin.Body("common.db.logout", []))).Dispose();
        var answering = SendAsync(path, session, new ByteArrayContent(
            copy.ToArray()) { Headers = { { "Content-Type", "application/json" } } });
        if (disturbance?.Kind is TrytonDisturbance.KillServer)
            await KillAsync(disturbance.Value.Wait);
        try
        {
            using var answer = await answering;
            if (disturbance?.Kind is TrytonDisturbance.LoseAnswer or TrytonDisturbance.KillServer)
            {
                context.Abort();
                return;
            }
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
        }
        catch (HttpRequestException)
        {
            context.Abort();
        }
    }

    private (TrytonDisturbance Kind, int Calls, TimeSpan Wait)? Take()
    {
        lock (_lock)
        {
            Calls++;
            if (_next is not { } next)
                return null;
            _next = next.Calls == 0 ? null : next with { Calls = next.Calls - 1 };
            return next.Calls == 0 ? next : null;
        }
    }

    // A call that comes while the server is down waits until it is up: what is tested is the call that was cut off.
    private async Task<HttpResponseMessage> SendAsync(string path, string session, HttpContent body)
    {
        await _isUp.WaitAsync();
        _isUp.Release();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, path)) { Content = body };
        if (session.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", session);
        return await _http.SendAsync(request);
    }

    private async Task KillAsync(TimeSpan wait)
    {
        await Task.Delay(wait);
        await _isUp.WaitAsync();
        try
        {
            await _server.RestartAsync();
        }
        finally
        {
            _isUp.Release();
        }
    }
}
