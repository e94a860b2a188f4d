using System.Data;
using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>The store of many nodes: one PostgreSQL database, in which revisions follow commits whichever node writes.</summary>
internal sealed class PostgresStore : IStore, IBulkStore, IAsyncDisposable
{
    private const int PreparedStatements = 100;

    // Any number that no event has as its id, but by a chance of one in 2^64.
    private const long AdministrationLock = 0x4c61_6e79_6172_6430;

    // More connections than this make requests wait for each other in the database instead of here.
    private static readonly int Connections = Math.Max(16, Environment.ProcessorCount * 4);

    private readonly NpgsqlDataSource _database;
    private readonly DbContextOptions<PostgresContext> _options;
    private readonly Keys _keys;
    private readonly PostgresReader _reader;
    private readonly RegistrantWriter _registrants;
    private readonly FanOut _fanOut;
    private readonly LeadWriter _leads;
    private readonly KnownHeads _heads = new();
    private readonly NodeListener _listener;
    private readonly ScanTransaction _scans;
    private WriteBatches? _batches;
    private bool _disposed;

    public PostgresStore(string connectionString, Keys keys, TimeProvider time, ILoggerFactory logging)
        : this(connectionString, keys, time, logging, new ScanTransaction(keys, time, new CommitObserver()))
    {
    }

    /// <param name="scans">Writes scans; tests put one in that waits, or does it wrong.</param>
    internal PostgresStore(string connectionString, Keys keys, TimeProvider time, ILoggerFactory logging, ScanTransaction scans)
    {
        _database = NpgsqlDataSource.Create(Complete(connectionString));
        _options = new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(_database).Options;
        (_keys, _scans) = (keys, scans);
        _reader = new PostgresReader(_database);
        _registrants = new RegistrantWriter(time);
        _fanOut = new FanOut(time);
        _leads = new LeadWriter(time);
        _listener = new NodeListener(_database, _heads, () => ClientsChanged?.Invoke(), logging.CreateLogger<PostgresStore>());
    }

    public event Action? ClientsChanged;

    public event Action? ChangesAdded;

    private WriteBatches Running => _batches ?? throw new InvalidOperationException("The store is not open.");

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await PostgresDurability.CheckAsync(_database, cancellation);
        await using var context = CreateContext();
        await context.Database.MigrateAsync(cancellation);
        await CheckKeyAsync(context, cancellation);
    }

    public async Task OpenAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        _listener.Start();
        _batches = new WriteBatches(_database, _scans, _heads);
    }

    public Task<T> ReadAsync<T>(Func<LanyardDbContext, Task<T>> read) => Transactions.RetryAsync(async () =>
    {
        await using var context = CreateContext();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(context);
    });

    public async Task<T> WriteAsync<T>(Func<LanyardDbContext, Task<T>> work, CancellationToken cancellation)
    {
        var (result, touched) = await Transactions.RetryAsync(async () =>
        {
            var touched = new Touched();
            await using var context = CreateContext();
            context.SavingChanges += (_, _) => touched.Look(context);
            await context.Database.OpenConnectionAsync(cancellation);
            // People's changes take turns over all nodes, before the transaction has its view of the database.
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({AdministrationLock})", cancellation);
            try
            {
                return (await WriteAsync(context, touched, work, cancellation), touched);
            }
            finally
            {
                await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({AdministrationLock})", CancellationToken.None);
            }
        });
        if (touched.Clients)
            ClientsChanged?.Invoke();
        if (touched.Changes)
            ChangesAdded?.Invoke();
        return result;
    }

    public async Task<RegistrantWriteResult[]> WriteRegistrantsAsync(
        long eventId, IReadOnlyList<RegistrantWrite> registrants, CancellationToken cancellation)
    {
        var results = await _database.TransactAsync(c => _registrants.WriteAsync(c, eventId, registrants, cancellation), cancellation);
        if (Array.IndexOf(results, RegistrantWriteResult.Updated) >= 0)
            ChangesAdded?.Invoke();
        return results;
    }

    public async ValueTask<ScanResult> ScanAsync(ScanCommand scan) => await Running.ScanAsync(scan);

    public async Task<ConnectionRow?> EditAsync(
        ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadEntry> entries, CancellationToken cancellation)
    {
        var (row, heads) = await _database.TransactAsync(
            c => _leads.EditAsync(c, exhibitor, seq, entries, cancellation), cancellation);
        Raise(heads);
        return row;
    }

    public ValueTask<int> ReadPageAsync(
        ExhibitorKey exhibitor, long fromRevision, Memory<ConnectionRow> rows, CancellationToken cancellation) =>
        AskAsync(() => _reader.ReadPageAsync(exhibitor, fromRevision, rows, cancellation));

    public ValueTask<ConnectionRow?> FindAsync(ExhibitorKey exhibitor, long seq, CancellationToken cancellation) =>
        AskAsync(() => _reader.FindAsync(exhibitor, seq, cancellation));

    public ValueTask<IReadOnlyList<RegistrantContent>> ReadRegistrantsAsync(
        IReadOnlyList<RegistrantKey> keys, CancellationToken cancellation) =>
        AskAsync(() => _reader.ReadRegistrantsAsync(keys, cancellation));

    public ValueTask<long> HeadAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        _heads.GetAsync(exhibitor, () => AskAsync(() => _reader.HeadAsync(exhibitor, cancellation)));

    public bool TryGetHead(ExhibitorKey exhibitor, out long head) => _heads.TryGet(exhibitor, out head);

    public async ValueTask AddTokenAsync(AccessToken token) => await Running.AddTokenAsync(token);

    public ValueTask<AccessToken?> FindTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation) =>
        AskAsync(() => _reader.FindTokenAsync(expiresAt, hash, cancellation));

    public Task RemoveTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation) => WriteAsync(
        async context =>
        {
            await context.AccessTokens.Where(t => t.ExpiresAt == expiresAt && t.Hash == hash).ExecuteDeleteAsync(cancellation);
            await TellOfClientsAsync(context, cancellation);
            return true;
        },
        cancellation);

    public Task RemoveExpiredTokensAsync(DateTimeOffset now, CancellationToken cancellation) =>
        WriteAsync(c => c.AccessTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(cancellation), cancellation);

    public async Task<AppliedPortion> ApplyPortionAsync(CancellationToken cancellation)
    {
        var (applied, heads) = await _database.TransactAsync(c => _fanOut.ApplyPortionAsync(c, cancellation), cancellation);
        Raise(heads);
        return applied;
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = _database.CreateCommand("SELECT NOT pg_is_in_recovery()");
            return (bool)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public Task AddConnectionsAsync(IEnumerable<Connection> connections, IProgress<long> progress, CancellationToken cancellation) =>
        _database.TransactAsync(async c =>
        {
            await BulkWriter.AddAsync(c, connections, progress, cancellation);
            return true;
        }, cancellation);

    public async ValueTask DisposeAsync()
    {
        // Registered as two services, it is disposed of as often.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        if (_batches is not null)
            await _batches.DisposeAsync();
        await _listener.DisposeAsync();
        await _database.DisposeAsync();
    }

    private PostgresContext CreateContext() => new(_options);

    private static string Complete(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ContainsKey("Maximum Pool Size"))
            settings.MaxPoolSize = Connections;
        settings.MaxAutoPrepare = PreparedStatements;
        settings.AutoPrepareMinUsages = 2;
        // Nothing is left behind on a connection that goes back to the pool, so nothing has to be cleared.
        settings.NoResetOnClose = true;
        settings.ApplicationName ??= "lanyard";
        // A half-dead connection is noticed by the look that follows it.
        if (!settings.ContainsKey("Command Timeout"))
            settings.CommandTimeout = 10;
        return settings.ToString();
    }

    private static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> read) => await Transactions.RetryAsync(() => read().AsTask());

    private static async Task<T> WriteAsync<T>(
        LanyardDbContext context, Touched touched, Func<LanyardDbContext, Task<T>> work, CancellationToken cancellation)
    {
        // What was read while deciding is still so at the commit, or all is done again.
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
        var result = await work(context);
        await PrepareAsync(context, cancellation);
        await context.SaveChangesAsync(cancellation);
        if (touched.Clients)
            await TellOfClientsAsync(context, cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    /// <summary>What the database needs beside the rows that were changed.</summary>
    private static async Task PrepareAsync(LanyardDbContext context, CancellationToken cancellation)
    {
        var entries = context.ChangeTracker.Entries().ToList();
        foreach (var exhibitor in entries.Where(e => e.State is EntityState.Added).Select(e => e.Entity).OfType<Exhibitor>())
            context.Add(new ExhibitorHead { EventId = exhibitor.EventId, ExhibitorId = exhibitor.Id });
        foreach (var exhibitor in entries.Where(e => e.State is EntityState.Deleted).Select(e => e.Entity).OfType<Exhibitor>())
            context.Remove(new ExhibitorHead { EventId = exhibitor.EventId, ExhibitorId = exhibitor.Id });
        var events = entries.Where(e => e.State is EntityState.Modified).Select(e => e.Entity).OfType<Registrant>()
            .Select(r => r.EventId).Distinct().Order();
        foreach (var eventId in events)
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({eventId})", cancellation);
    }

    private static Task TellOfClientsAsync(LanyardDbContext context, CancellationToken cancellation) =>
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO settings (name, value) VALUES ({NodeListener.ClientChanges}, '1')
            ON CONFLICT (name) DO UPDATE SET value = (settings.value::bigint + 1)::text;
            SELECT pg_notify({Heads.Channel}, {NodeListener.ClientsNotification})
            """, cancellation);

    private void Raise(Dictionary<ExhibitorKey, long> heads)
    {
        foreach (var (exhibitor, revision) in heads)
            _heads.Raise(exhibitor, revision);
    }

    private async Task CheckKeyAsync(LanyardDbContext context, CancellationToken cancellation)
    {
        var expected = Convert.ToHexString(_keys.Check);
        await context.Database.ExecuteSqlAsync(
            $"INSERT INTO settings (name, value) VALUES ('key', {expected}) ON CONFLICT DO NOTHING", cancellation);
        if ((await context.Settings.AsNoTracking().SingleAsync(s => s.Name == "key", cancellation)).Value != expected)
        {
            throw new StoreException(
                "The database was made with another key than this node's: copy lanyard.key from the data folder of the node that made it.");
        }
    }
}
