using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.SelfRegistration;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.SelfRegistration;

/// <summary>A show with a registration form, and people who have had the page open for a while.</summary>
internal sealed class FormServer(TestServer server, TestClock clock) : IAsyncDisposable
{
    public const string Host = "https://leads.example.com";

    public TestServer Server => server;

    public TestClock Clock => clock;

    public SelfRegistrations Registrations => server.App.Services.GetRequiredService<SelfRegistrations>();

    public long EventId => ShortId.TryParse(server.EventId, out var id) ? id : throw new InvalidOperationException();

    public static async Task<FormServer> StartAsync(
        object? form = null, TestStore store = TestStore.Sqlite, Action<WebApplicationBuilder>? configure = null)
    {
        var clock = new TestClock();
        var server = await TestServer.StartShowAsync(store, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            configure?.Invoke(builder);
        });
        var started = new FormServer(server, clock);
        if (form is not null)
            await started.SaveAsync(form);
        return started;
    }

    public Task<JsonElement> SaveAsync(object form) =>
        TestServer.OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registration-form", form));

    /// <summary>What a person sends who took ten seconds.</summary>
    public SubmissionInput Fill(string lastName, string? email = null, string? token = null)
    {
        var made = token ?? Registrations.NewToken(EventId);
        clock.Now += TimeSpan.FromSeconds(10);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["lastName"] = lastName };
        if (email is not null)
            fields["email"] = email;
        return new() { Token = made, Language = "en", Fields = fields };
    }

    public Task<Registered> RegisterAsync(SubmissionInput input) =>
        Registrations.RegisterAsync(EventId, input, Host, _ => null, default);

    public async Task<JsonElement[]> RegistrantsAsync() =>
        [.. (await TestServer.OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants"))).EnumerateArray()];

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
