using System.Data;
using System.Data.Common;
using System.Globalization;
using Lanyard.Client;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>
/// A table in a database, one row a lead. Rows and position are committed together, and a row gives way only to a newer
/// revision, so that nothing comes twice.
/// </summary>
internal sealed class SqlTarget(TargetSettings settings, SqlDialect dialect) : ITarget
{
    private readonly LeadTable _table = LeadTable.Create(settings);

    private DbConnection? _connection;
    private Writing? _writing;
    private string _refusal = "";

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            return await GuardAsync<IReadOnlyList<Finding>>(async () =>
            {
                // Not the session that holds the lock: a sync may be running elsewhere.
                await using var connection = await ConnectAsync(mayCreate: false, cancellation);
                var wrong = TableCheck.Compare(_table, await dialect.LookAsync(connection, _table, cancellation))
                    .ToList();
                var answers = new Finding(FindingKind.Fine, $"{dialect.Engine} {connection.ServerVersion} answers.");
                return wrong.Count > 0 ? [answers, .. wrong]
                    : [answers, new(FindingKind.Fine, $"The table {_table.Name} is as it should be.")];
            });
        }
        catch (Exception exception) when (exception is TargetFaultException or TargetUnavailableException)
        {
            return [new(FindingKind.Fault, exception.Message)];
        }
    }

    public Task PrepareAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        await CloseAsync();
        var (connection, found) = await OpenAsync(cancellation);
        await CreateAsync(connection, found, cancellation);
        return await SessionAsync(cancellation);
    });

    public Task<long?> ReadPositionAsync(CancellationToken cancellation) => GuardAsync<long?>(async () =>
    {
        var (connection, writing) = await SessionAsync(cancellation);
        var positions = dialect.Full(writing.Found.Schema!, FoundTable.Positions);
        await using var command = connection.Command($"SELECT position FROM {positions} WHERE table_name = @table");
        command.With("@table", _table.Name.Name);
        return await command.ExecuteScalarAsync(cancellation) is { } position
            ? Convert.ToInt64(position, CultureInfo.InvariantCulture)
            : throw new TargetFaultException(
                $"{FoundTable.Positions} has no row for {_table.Name}. Start again to make one.");
    });

    public Task WritePositionAsync(long position, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var (connection, writing) = await SessionAsync(cancellation);
        await dialect.WriteAsync(connection, writing, [], position, cancellation);
        return true;
    });

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        var rows = new List<(Connection Lead, string?[] Row)>(batch.Leads.Count);
        foreach (var lead in batch.Leads)
        {
            var row = _table.Row(lead);
            if (Array.FindIndex(row, value => !Texts.IsWellFormed(value)) is var wrong and >= 0)
                batch.SetAside(lead, $"{_table.Columns[wrong].Name} has half a character.");
            else
                rows.Add((lead, row));
        }
        if (!await TryWriteAsync(rows, batch.Position, cancellation))
        {
            await DivideAsync(batch, rows, cancellation);
            // Last, when everything else has arrived or is set aside.
            if (batch.Position is { } position)
                await WritePositionAsync(position, cancellation);
        }
    }

    public ValueTask DisposeAsync() => new(CloseAsync());

    /// <summary>Finds the rows that are refused, in halves, and writes the others.</summary>
    private async Task DivideAsync(
        Batch batch, List<(Connection Lead, string?[] Row)> rows, CancellationToken cancellation)
    {
        if (rows is [var (lead, row)])
        {
            batch.SetAside(lead, Reason(row));
            return;
        }
        foreach (var half in (List<(Connection, string?[])>[])[rows[..(rows.Count / 2)], rows[(rows.Count / 2)..]])
        {
            if (!await TryWriteAsync(half, null, cancellation))
                await DivideAsync(batch, half, cancellation);
        }
    }

    private string Reason(string?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] is { } value && _writing?.Found.Find(_table.Columns[i])?.Length < value.Length)
                return $"{_table.Columns[i].Name} is {value.Length} characters long. {_refusal}";
            if (row[i]?.Contains('\0', StringComparison.Ordinal) is true)
                return $"{_table.Columns[i].Name} has a NUL character. {_refusal}";
        }
        return _refusal;
    }

    /// <returns>False when a row was refused, and none was written.</returns>
    private Task<bool> TryWriteAsync(
        List<(Connection Lead, string?[] Row)> rows, long? position, CancellationToken cancellation) =>
        GuardAsync(async () =>
        {
            var (connection, writing) = await SessionAsync(cancellation);
            try
            {
                await dialect.WriteAsync(connection, writing, rows.ConvertAll(r => r.Row), position, cancellation);
                return true;
            }
            catch (DbException exception) when (
                rows.Count > 0 && dialect.Explain(exception) is { Kind: TroubleKind.Refused } trouble)
            {
                _refusal = trouble.Text;
                return false;
            }
        });

    /// <summary>The session that holds the lock, and what it writes to.</summary>
    private async Task<(DbConnection Connection, Writing Writing)> SessionAsync(CancellationToken cancellation)
    {
        if (_connection is not null && _writing is not null)
        {
            // Not opened again on the way: another lanyard may have written in between.
            return _connection.State is ConnectionState.Open ? (_connection, _writing)
                : throw new TargetUnavailableException($"The connection to {dialect.Engine} broke.");
        }
        var (connection, found) = await OpenAsync(cancellation);
        if (!found.IsComplete(_table))
            throw new TargetFaultException($"The table {_table.Name} lacks something. Start again to have it made.");
        _writing = new(_table, found, dialect.Upsert(_table, found), dialect.Move(found.Schema!));
        return (connection, _writing);
    }

    /// <summary>A session that holds the lock, and what it finds.</summary>
    private async Task<(DbConnection Connection, FoundTable Found)> OpenAsync(CancellationToken cancellation)
    {
        var isLocked = _connection is not null;
        var connection = _connection ??= await ConnectAsync(mayCreate: true, cancellation);
        var found = await dialect.LookAsync(connection, _table, cancellation);
        var faults = TableCheck.Compare(_table, found)
            .Where(f => f.Kind is FindingKind.Fault).Select(f => f.Text).ToList();
        if (faults.Count > 0)
            throw new TargetFaultException($"The table {_table.Name} cannot be written to. {string.Join(' ', faults)}");
        if (!isLocked
            && !await dialect.LockAsync(connection, dialect.Full(found.Schema!, _table.Name.Name), cancellation))
        {
            throw new TargetFaultException(
                $"Another lanyard is writing to this table ({_table.Name}). "
                + "Stop it, or give this one a table of its own.");
        }
        return (connection, found);
    }

    private async Task<DbConnection> ConnectAsync(bool mayCreate, CancellationToken cancellation)
    {
        var connection = dialect.Connect(mayCreate);
        try
        {
            // Npgsql goes on waiting for a server that took the connection and says nothing; who stops the tool does not.
            await connection.OpenAsync(cancellation).WaitAsync(cancellation);
            await dialect.StartAsync(connection, cancellation);
            return connection;
        }
        catch
        {
            // One that is still connecting refuses to be closed, and ends by its own timeout.
            if (connection.State is not ConnectionState.Connecting)
                await connection.DisposeAsync();
            throw;
        }
    }

    private async Task CreateAsync(DbConnection connection, FoundTable found, CancellationToken cancellation)
    {
        var schema = found.Schema!;
        var positions = dialect.Full(schema, FoundTable.Positions);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!found.Exists)
            await RunAsync(dialect.Create(_table, schema));
        foreach (var column in _table.Columns.Where(c => found.Exists && found.Find(c) is null))
            await RunAsync(dialect.Add(_table, schema, column));
        if (!found.HasPositions)
            await RunAsync(dialect.CreatePositions(schema));
        // Rows of a table that is new, or whose columns are filled from elsewhere now, must come from the start.
        await RunAsync($"UPDATE {positions} SET position = 0, fields = @fields WHERE table_name = @table"
            + (found.Exists ? " AND fields <> @fields" : ""));
        await RunAsync($"INSERT INTO {positions} (table_name, position, fields) "
            + $"SELECT @table, 0, @fields WHERE NOT EXISTS (SELECT 1 FROM {positions} WHERE table_name = @table)");
        await transaction.CommitAsync(cancellation);

        async Task RunAsync(string sql)
        {
            await using var command = connection.Command(sql, transaction);
            if (sql.Contains("@table", StringComparison.Ordinal))
                command.With("@table", _table.Name.Name).With("@fields", _table.Mapping);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            // What the session is in the middle of is unknown.
            await CloseAsync();
            if (dialect.Explain(exception) is not { } trouble)
                throw;
            throw trouble.Kind is TroubleKind.Unavailable
                ? new TargetUnavailableException(trouble.Text, inner: exception)
                : new TargetFaultException(trouble.Text, exception);
        }
    }

    private async Task CloseAsync()
    {
        var connection = _connection;
        (_connection, _writing) = (null, null);
        if (connection is not null)
            await connection.DisposeAsync();
    }
}
