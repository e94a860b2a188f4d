using System.Globalization;
using Lanyard.Client;
using Microsoft.Data.Sqlite;

namespace Lanyard.Sync;

/// <summary>
/// What is remembered of one target, in a SQLite file that one process opens: how far it has come, which leads it has
/// and under which ids, and what was set aside. On disk before a method returns.
/// </summary>
internal sealed class TargetState : IDisposable
{
    private readonly FileStream? _lock;
    private readonly SqliteConnection _database;

    private long _asideCount;

    private TargetState(string path, FileStream? held, SqliteConnection database)
    {
        (Path, _lock, _database) = (path, held, database);
        Trail = new(this);
    }

    /// <summary>Where it is. A target may keep a file of its own beside it, under the same name and more.</summary>
    public string Path { get; }

    /// <summary>What is to be read again.</summary>
    public Trail Trail { get; }

    /// <summary>The last revision that has arrived; 0 at the start.</summary>
    public long Position
    {
        get => long.Parse(Get("position") ?? "0", CultureInfo.InvariantCulture);
        set => Set("position", value.ToString(CultureInfo.InvariantCulture));
    }

    /// <exception cref="TargetFaultException">Another process has it.</exception>
    public static TargetState Open(string path)
    {
        FileStream held;
        try
        {
            MakeFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new TargetFaultException($"Another lanyard works on {path}. One at a time.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TargetFaultException($"{path} cannot be kept: {exception.Message}", exception);
        }
        var database = Connection(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            SqliteFile.CreatePrivate(path);
            database.Open();
            var state = new TargetState(path, held, database);
            // On their own: behind the row that one of them answers with, the driver passes over what fails, such as a full disk.
            state.Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=1;");
            state.Run(
                """
                CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS leads (id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS links (key TEXT PRIMARY KEY, remote_id TEXT) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS aside (
                    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, reason TEXT NOT NULL, since TEXT NOT NULL) WITHOUT ROWID;
                """);
            state.CountAside();
            return state;
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            held.Dispose();
            throw KeptFile.Fault(exception, path);
        }
    }

    /// <summary>To look at while another process may be writing.</summary>
    public static TargetState OpenToRead(string path)
    {
        var database = Connection(path, SqliteOpenMode.ReadOnly);
        database.Open();
        return new(path, null, database);
    }

    /// <summary>Whether a process has it open to write.</summary>
    public static bool IsInUse(string path)
    {
        try
        {
            using var held = new FileStream(path + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException exception)
        {
            return IsHeld(exception);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    public string? Get(string name) => Scalar("SELECT value FROM facts WHERE name = $1", name) as string;

    public void Set(string name, string value) =>
        Run("INSERT INTO facts VALUES ($1, $2) ON CONFLICT DO UPDATE SET value = excluded.value", name, value);

    /// <summary>The revision of the lead that has arrived; null when none has.</summary>
    public long? Revision(string id) => Scalar("SELECT revision FROM leads WHERE id = $1", id) as long?;

    /// <summary>Notes in one transaction that the leads have arrived, and the position behind them.</summary>
    /// <param name="keepRevisions">False where the target itself knows which revision it has.</param>
    public void Arrived(IEnumerable<Connection> leads, long? position, bool keepRevisions)
    {
        var released = _asideCount > 0;
        if (!released && !keepRevisions)
            return;
        using var transaction = _database.BeginTransaction();
        foreach (var lead in leads)
        {
            if (keepRevisions)
                Run("INSERT INTO leads VALUES ($1, $2) ON CONFLICT DO UPDATE SET revision = excluded.revision", lead.Id,
                    lead.Revision);
            if (released)
                Run("DELETE FROM aside WHERE id = $1 AND revision <= $2", lead.Id, lead.Revision);
        }
        if (position is { } reached)
            Position = reached;
        transaction.Commit();
        CountAside();
    }

    /// <summary>Goes back: what lies after the position has not arrived.</summary>
    public void Rewind(long position)
    {
        using var transaction = _database.BeginTransaction();
        Run("DELETE FROM leads WHERE revision > $1", position);
        Position = position;
        Trail.Restart();
        transaction.Commit();
    }

    /// <summary>The id in the target; null when none is known.</summary>
    public string? RemoteId(string key) => Scalar("SELECT remote_id FROM links WHERE key = $1", key) as string;

    /// <summary>
    /// Whether it was meant to be created without being known to have been: then the target must be asked before it is
    /// created again.
    /// </summary>
    public bool IsIntended(string key) =>
        Scalar("SELECT 1 FROM links WHERE key = $1 AND remote_id IS NULL", key) is not null;

    /// <summary>Notes, before they are created in the target, that they are going to be.</summary>
    public void Intend(IEnumerable<string> keys)
    {
        using var transaction = _database.BeginTransaction();
        foreach (var key in keys)
            Run("INSERT INTO links VALUES ($1, NULL) ON CONFLICT DO NOTHING", key);
        transaction.Commit();
    }

    /// <summary>Notes the ids under which they stand in the target.</summary>
    public void Link(IEnumerable<(string Key, string RemoteId)> links)
    {
        using var transaction = _database.BeginTransaction();
        foreach (var (key, remoteId) in links)
            Run("INSERT INTO links VALUES ($1, $2) ON CONFLICT DO UPDATE SET remote_id = excluded.remote_id", key,
                remoteId);
        transaction.Commit();
    }

    /// <summary>The links whose keys begin so.</summary>
    public IReadOnlyList<(string Key, string RemoteId)> Links(string beginning)
    {
        using var command = _database.Command(
            "SELECT key, remote_id FROM links WHERE key > $1 AND key < $1 || char(1114111) AND remote_id IS NOT NULL",
            beginning);
        using var reader = command.ExecuteReader();
        var links = new List<(string, string)>();
        while (reader.Read())
            links.Add((reader.GetString(0), reader.GetString(1)));
        return links;
    }

    /// <summary>Forgets a link whose other end is gone.</summary>
    public void Unlink(string key) => Run("DELETE FROM links WHERE key = $1", key);

    /// <summary>Keeps a lead that the target cannot take.</summary>
    public void SetAside(string id, long revision, string reason, DateTimeOffset since)
    {
        Run(
            "INSERT INTO aside VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET revision = excluded.revision, "
            + "reason = excluded.reason, since = excluded.since",
            id, revision, reason, since.ToString("O", CultureInfo.InvariantCulture));
        CountAside();
    }

    public IReadOnlyList<AsideLead> Aside()
    {
        using var command = _database.Command("SELECT id, revision, reason, since FROM aside ORDER BY since, id");
        using var reader = command.ExecuteReader();
        var leads = new List<AsideLead>();
        while (reader.Read())
        {
            leads.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetString(2),
                DateTimeOffset.Parse(reader.GetString(3), CultureInfo.InvariantCulture)));
        }
        return leads;
    }

    public void Dispose()
    {
        _database.Dispose();
        _lock?.Dispose();
    }

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS. A disk that is full or read-only is neither.
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;

    // Reasons why a lead was refused may quote it: the folder is its owner's alone.
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder))
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static SqliteConnection Connection(string path, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = mode }.ToString());

    private void CountAside() => _asideCount = (long)Scalar("SELECT count(*) FROM aside")!;

    private object? Scalar(string sql, params ReadOnlySpan<object> values)
    {
        using var command = _database.Command(sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    private void Run(string sql, params ReadOnlySpan<object> values)
    {
        using var command = _database.Command(sql, values);
        command.ExecuteNonQuery();
    }
}

/// <summary>A lead that the target could not take.</summary>
internal sealed record AsideLead(string Id, long Revision, string Reason, DateTimeOffset Since);
