using Lanyard.Core.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lanyard.Data.Sqlite;

/// <summary>One native connection to the database file, with the statements that were prepared on it.</summary>
internal sealed class Database : IDisposable
{
    /// <summary>SQLITE_CHECKPOINT_NOOP, which the package does not name: a checkpoint that only tells how long the log is.</summary>
    public const int NoCheckpoint = -1;

    // 96 MB. The log keeps its length and is written over, which is faster than a file that grows; beyond this it is cut
    // when it begins anew.
    private const int LongestLogFile = 96 << 20;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    /// <param name="patience">How many milliseconds it waits for a lock that another connection holds.</param>
    public Database(string path, bool readOnly, int cacheKilobytes, int patience = 10_000)
    {
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE;
        var result = raw.sqlite3_open_v2(path, out _handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
            throw new StoreException($"The database {path} could not be opened: {raw.sqlite3_errstr(result).utf8_to_string()}.");
        raw.sqlite3_busy_timeout(_handle, patience);
        Execute($"PRAGMA cache_size=-{cacheKilobytes}");
        if (!readOnly)
            Execute($"PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit={LongestLogFile}; PRAGMA fullfsync=1");
    }

    public sqlite3 Handle => _handle;

    public int Changes => raw.sqlite3_changes(_handle);

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public long Scalar(string sql)
    {
        using var statement = new Statement(this, Prepared(sql));
        return statement.Step() ? statement.Long(0) : throw new StoreException($"No answer to {sql}.");
    }

    /// <summary>Moves pages from the write-ahead log into the database; returns the pages that the log holds.</summary>
    public int Checkpoint(int mode)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(_handle, "main", mode, out var pages, out _);
        // Busy means that a reader still needs older pages: the next checkpoint gets them.
        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
            Check(result);
        return pages;
    }

    /// <summary>Brings to disk what checkpoints have moved, which SQLite leaves undone as long as the log grows meanwhile.</summary>
    public void Flush()
    {
        var result = Native.Flush(_handle);
        if (result != raw.SQLITE_OK)
            throw new SqliteFailure(result, raw.sqlite3_errstr(result).utf8_to_string());
    }

    public void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
            throw new SqliteFailure(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _handle.Dispose();
    }

    private sqlite3_stmt Prepared(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return handle;
    }
}

/// <summary>An error of SQLite itself, such as a full disk.</summary>
/// <param name="code">Extended: its lowest byte is the plain one.</param>
internal sealed class SqliteFailure(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    public int Code => code & 0xFF;

    /// <summary>The disk did not keep what it was given.</summary>
    public bool IsFailedFlush => code == raw.SQLITE_IOERR_FSYNC;

    /// <summary>The disk or its locks are to blame, not the statement: the same may succeed later.</summary>
    public bool IsUnavailable => IsUnavailableCode(Code);

    /// <summary>The same of what the model's own connections throw.</summary>
    public static bool IsCauseOf(Exception exception) => exception switch
    {
        SqliteException database => IsUnavailableCode(database.SqliteErrorCode),
        { InnerException: SqliteException database } => IsUnavailableCode(database.SqliteErrorCode),
        _ => false,
    };

    private static bool IsUnavailableCode(int code) => code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM
        or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL;
}

/// <summary>A prepared statement. Parameters and columns are counted as SQLite counts them: from 1 and from 0.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private readonly nint _pointer = handle.DangerousGetHandle();

    public Statement Bind(int index, long value)
    {
        _ = Native.Bind(_pointer, index, value);
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        raw.sqlite3_bind_blob(handle, index, value);
        return this;
    }

    public Statement Bind(int index, byte[]? value)
    {
        if (value is null)
            raw.sqlite3_bind_null(handle, index);
        else
            raw.sqlite3_bind_blob(handle, index, value);
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        if (value is null)
            raw.sqlite3_bind_null(handle, index);
        else
            raw.sqlite3_bind_text(handle, index, value);
        return this;
    }

    /// <summary>True for a row; false at the end, after which the statement can be bound again.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
            return true;
        raw.sqlite3_reset(handle);
        database.Check(result);
        return false;
    }

    /// <summary>Runs a statement that gives no rows; returns how many it changed.</summary>
    public int Run()
    {
        Step();
        return database.Changes;
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public long Long(int column) => Native.ColumnLong(_pointer, column);

    public int Int(int column) => (int)Long(column);

    public bool IsNull(int column) => Native.ColumnType(_pointer, column) == raw.SQLITE_NULL;

    public ReadOnlySpan<byte> Span(int column) => Native.Column(_pointer, column);

    public byte[] Bytes(int column) => Span(column).ToArray();

    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => handle.Dispose();
}
