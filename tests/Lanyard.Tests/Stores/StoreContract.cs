using System.Security.Cryptography;
using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Stores;

/// <summary>A store of its own for each test, and what tests do with it, whichever database it is on.</summary>
public abstract class StoreContract(TestStore store) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
    private string? _database;
    private ServiceProvider _services = null!;

    private protected Keys Keys { get; } = new(RandomNumberGenerator.GetBytes(Core.Keys.MasterKeyLength));

    private protected TestClock Clock { get; } = new();

    private protected Event Show { get; } = new()
    {
        OrganiserId = 1, Name = "Show", StartsOn = new(2026, 11, 24), EndsOn = new(2026, 11, 26), TimeZone = "UTC",
    };

    private protected IStore Store => _services.GetRequiredService<IStore>();

    private protected ChangeWorker Changes => _services.GetRequiredService<ChangeWorker>();

    public async ValueTask InitializeAsync()
    {
        if (store is TestStore.Postgres)
            _database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        await OpenAsync();
        await Store.WriteAsync(c => Task.FromResult(c.Add(Show)), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        if (_database is not null)
            await (await PostgresCluster.SharedAsync()).DropDatabaseAsync(_database);
    }

    private protected async Task ReopenAsync()
    {
        await _services.DisposeAsync();
        await OpenAsync();
    }

    private protected Task<List<ExhibitorKey>> AddExhibitorsAsync(int count) => Store.WriteAsync(context => Task.FromResult(
        Enumerable.Range(0, count).Select(i =>
        {
            var exhibitor = new Exhibitor { EventId = Show.Id, Key = $"X{i}", Name = $"Exhibitor {i}" };
            context.Add(exhibitor);
            return new ExhibitorKey(Show.Id, exhibitor.Id);
        }).OrderBy(e => e.Id).ToList()), default);

    private protected async Task RegisterAsync(string key, string code, string lastName, ProfileAnswer? answer = null) =>
        await Store.WriteRegistrantsAsync(Show.Id, [Write(key, code, lastName, answer)], default);

    private protected RegistrantWrite Write(string key, string code, string lastName, ProfileAnswer? answer = null) => new(
        key, ContactJson.Write(new Contact { LastName = lastName }), ProfileAnswers.Store(answer is null ? [] : [answer]),
        Keys.HashBadge(code), Keys.Protect(code), BadgeGiven: true);

    private protected async Task<ScanResult> ScanAsync(ExhibitorKey exhibitor, string code) =>
        await Store.ScanAsync(new(exhibitor, Keys.HashBadge(code), 1_700_000_000, "", ScanOrigin.Api));

    private protected async Task<List<ConnectionRow>> PageAsync(ExhibitorKey exhibitor, long from)
    {
        var rows = new ConnectionRow[100];
        return rows[..await Store.ReadPageAsync(exhibitor, from, rows, default)].ToList();
    }

    private async Task OpenAsync()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(Keys).AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ChangeWorker>();
        if (_database is not null)
            services.AddPostgres(_database);
        else
            services.AddSqlite(Path.Combine(_folder, "lanyard.db"));
        _services = services.BuildServiceProvider();
        await Store.OpenAsync(default);
    }
}
