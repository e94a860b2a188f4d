using System.Collections.Concurrent;
using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Lanyard.Data.Sqlite;

/// <summary>The embedded store: one file in WAL mode, one writer, readers beside it.</summary>
internal class SqliteStore(string path, Keys keys, TimeProvider time, ILogger<SqliteStore> logger) : IStore, IBulkStore, IAsyncDisposable
{
    // 3.7.0 to 3.51.2 can lose a commit when the log is reset beside a second connection (sqlite.org, "WAL-reset bug").
    private const int OldestSafeVersion = 3_051_003;

    private readonly ConcurrentDictionary<ExhibitorKey, long> _heads = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Readers _readers = new(path);
    private readonly DbContextOptions<SqliteContext> _options = new DbContextOptionsBuilder<SqliteContext>()
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString())
        .AddInterceptors(new LogLeftAlone()).Options;
    private FolderLock? _lock;
    private WriteSession? _session;
    private Writer? _writer;
    private bool _disposed;

    public event Action? ClientsChanged;

    public event Action? ChangesAdded;

    private Writer Running => _writer ?? throw new InvalidOperationException("The store is not open.");

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (raw.sqlite3_libversion_number() < OldestSafeVersion)
        {
            throw new StoreException(
                $"SQLite {raw.sqlite3_libversion().utf8_to_string()} can lose acknowledged scans; 3.51.3 or later is needed.");
        }
        await using var context = CreateContext();
        await MigrateAsync(context, cancellation);
        await CheckKeyAsync(context, cancellation);
        await CheckDurabilityAsync(context, cancellation);
    }

    public async Task OpenAsync(CancellationToken cancellation)
    {
        _lock = FolderLock.Take(Path.GetDirectoryName(path)!);
        await PrepareAsync(cancellation);
        await using (var context = CreateContext())
        {
            // Missing only where a filling in bulk was stopped half-way.
            await context.Database.ExecuteSqlRawAsync(Sql.CreateIndexes, cancellation);
        }
        _session = OpenSession(path, _heads);
        _writer = new Writer(path, _session, _gate, GiveUp, logger);
    }

    public async Task<T> ReadAsync<T>(Func<LanyardDbContext, Task<T>> read)
    {
        await using var context = CreateContext();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        try
        {
            return await read(context);
        }
        catch (Exception exception) when (SqliteFailure.IsCauseOf(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    public async Task<T> WriteAsync<T>(Func<LanyardDbContext, Task<T>> work, CancellationToken cancellation)
    {
        var touched = new Touched();
        T result;
        await _gate.WaitAsync(cancellation);
        try
        {
            await using var context = CreateContext();
            context.SavingChanges += (_, _) => touched.Look(context);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            result = await work(context);
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            _writer?.KeepLogShort();
        }
        catch (Exception exception) when (SqliteFailure.IsCauseOf(exception))
        {
            throw new StoreUnavailableException(exception);
        }
        finally
        {
            _gate.Release();
        }
        if (touched.Clients)
            ClientsChanged?.Invoke();
        if (touched.Changes)
            ChangesAdded?.Invoke();
        return result;
    }

    public async Task<RegistrantWriteResult[]> WriteRegistrantsAsync(
        long eventId, IReadOnlyList<RegistrantWrite> registrants, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var results = await Running.RunAsync(s => registrants.Select(r => s.Registrants.Write(eventId, r)).ToArray());
        if (Array.IndexOf(results, RegistrantWriteResult.Updated) >= 0)
            ChangesAdded?.Invoke();
        return results;
    }

    public async ValueTask<ScanResult> ScanAsync(ScanCommand scan) => await Running.RunAsync(s => s.Scan(scan));

    public Task<ConnectionRow?> EditAsync(
        ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadEntry> entries, CancellationToken cancellation) =>
        Running.RunAsync(s => s.Leads.Edit(exhibitor, seq, entries));

    public ValueTask<int> ReadPageAsync(
        ExhibitorKey exhibitor, long fromRevision, Memory<ConnectionRow> rows, CancellationToken cancellation) =>
        new(_readers.Read(r => r.ReadPage(exhibitor, fromRevision, rows.Span)));

    public ValueTask<ConnectionRow?> FindAsync(ExhibitorKey exhibitor, long seq, CancellationToken cancellation) =>
        new(_readers.Read(r => r.Find(exhibitor, seq)));

    public ValueTask<IReadOnlyList<RegistrantContent>> ReadRegistrantsAsync(
        IReadOnlyList<RegistrantKey> keys, CancellationToken cancellation) =>
        new(_readers.Read(r => r.ReadRegistrants(keys)));

    public ValueTask<long> HeadAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        new(TryGetHead(exhibitor, out var head)
            ? head
            // The writer may publish a later one meanwhile; that one stays.
            : _heads.GetOrAdd(exhibitor, _readers.Read(r => r.Head(exhibitor))));

    public bool TryGetHead(ExhibitorKey exhibitor, out long head) => _heads.TryGetValue(exhibitor, out head);

    public async ValueTask AddTokenAsync(AccessToken token) => await Running.RunAsync(s => s.AddToken(token));

    public ValueTask<AccessToken?> FindTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation) =>
        new(_readers.Read(r => r.FindToken(expiresAt, hash)));

    public Task RemoveTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation) => WriteAsync(
        c => c.AccessTokens.Where(t => t.ExpiresAt == expiresAt && t.Hash == hash).ExecuteDeleteAsync(cancellation), cancellation);

    public Task RemoveExpiredTokensAsync(DateTimeOffset now, CancellationToken cancellation) =>
        WriteAsync(c => c.AccessTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(cancellation), cancellation);

    public Task<AppliedPortion> ApplyPortionAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Running.RunAsync(s => s.FanOut.ApplyPortion());
    }

    public async Task AddConnectionsAsync(
        IEnumerable<Connection> connections, IProgress<long> progress, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            using var bulk = new BulkWriter(path);
            await bulk.AddAsync(connections, progress, cancellation);
            _session!.Refresh();
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<bool> IsReadyAsync(CancellationToken cancellation) => Running.RunAsync(_ => true);

    /// <summary>The connection that writes. Tests put one in its place that does it at the wrong time.</summary>
    protected virtual WriteSession OpenSession(string path, ConcurrentDictionary<ExhibitorKey, long> heads) =>
        new(path, keys, time, heads);

    /// <summary>
    /// A system that could not write a file's pages forgets them and tells of it once: a later flush succeeds without them
    /// (fsync(2), "EIO"). Everything is still in the log, so the process ends at once, and the next start brings the whole
    /// log into the database anew. To close the store in order would be wrong: it empties the log.
    /// </summary>
    protected virtual void GiveUp(Exception failure) => Environment.FailFast(
        $"The disk did not keep what was written to {path}. Nothing is lost: the next start makes it good from the log beside it.", failure);

    public async ValueTask DisposeAsync()
    {
        await DisposeCoreAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask DisposeCoreAsync()
    {
        if (_disposed)
            return ValueTask.CompletedTask;
        _disposed = true;
        _writer?.Dispose();
        _session?.Dispose();
        _readers.Dispose();
        _gate.Dispose();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString());
        SqliteConnection.ClearPool(connection);
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// The migrations take turns by a row in the database, which a process that is killed leaves behind, and every later
    /// start would wait for it in vain. So whoever migrates has the folder to itself and removes such a row first.
    /// </summary>
    private async Task MigrateAsync(LanyardDbContext context, CancellationToken cancellation)
    {
        if (!(await context.Database.GetPendingMigrationsAsync(cancellation)).Any())
            return;
        using var alone = _lock is null ? FolderLock.Take(Path.GetDirectoryName(path)!) : null;
        // Only a new file takes it. A scan writes two pages at random places; of 4 kB each they were most of what it costs the disk.
        await context.Database.ExecuteSqlRawAsync("PRAGMA page_size = 2048; PRAGMA journal_mode = WAL", cancellation);
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellation);
        await context.Database.MigrateAsync(cancellation);
    }

    private SqliteContext CreateContext() => new(_options);

    private async Task CheckKeyAsync(LanyardDbContext context, CancellationToken cancellation)
    {
        var expected = Convert.ToHexString(keys.Check);
        var setting = await context.Settings.SingleOrDefaultAsync(s => s.Name == "key", cancellation);
        if (setting is null)
        {
            context.Settings.Add(new Setting { Name = "key", Value = expected });
            await context.SaveChangesAsync(cancellation);
        }
        else if (setting.Value != expected)
        {
            throw new StoreException($"{path} was made with another key than the one given: put the lanyard.key back that belongs to it.");
        }
    }

    private static async Task CheckDurabilityAsync(LanyardDbContext context, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        if ((string?)await command.ExecuteScalarAsync(cancellation) is var mode and not "wal")
            throw new StoreException($"The database does not go into WAL mode (it says {mode}): is the folder on a local disk?");
        command.CommandText = "PRAGMA synchronous";
        if ((long)(await command.ExecuteScalarAsync(cancellation))! < 2)
            throw new StoreException("SQLite runs with synchronous below FULL, which can lose acknowledged scans.");
    }
}
