using System.Data.Common;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>What differs from engine to engine.</summary>
internal abstract class SqlDialect
{
    /// <summary>For people.</summary>
    public abstract string Engine { get; }

    public abstract string Quote(string name);

    public abstract string TypeOf(ColumnKind kind);

    /// <summary>A connection, not open yet, that is closed for good when it is disposed of.</summary>
    /// <param name="mayCreate">Whether a database that is not there may come into being.</param>
    /// <exception cref="TargetFaultException">The options do not make one.</exception>
    public abstract DbConnection Connect(bool mayCreate);

    /// <summary>Settings of a session that has just been opened.</summary>
    public virtual Task StartAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What is there. Changes nothing.</summary>
    public abstract Task<FoundTable> LookAsync(
        DbConnection connection, LeadTable table, CancellationToken cancellation);

    /// <summary>Keeps others from writing to the table until the session ends; false when another one does.</summary>
    /// <param name="table">With its schema.</param>
    public virtual Task<bool> LockAsync(DbConnection connection, string table, CancellationToken cancellation) =>
        Task.FromResult(true);

    /// <summary>The statement that writes rows of a table as it was found, where they are newer.</summary>
    public abstract string Upsert(LeadTable table, FoundTable found);

    /// <summary>Writes rows and the position in one transaction.</summary>
    public abstract Task WriteAsync(
        DbConnection connection, Writing writing, IReadOnlyList<string?[]> rows, long? position,
        CancellationToken cancellation);

    /// <summary>What an exception of the engine means; null when it is none.</summary>
    public abstract Trouble? Explain(Exception exception);

    public string Full(string schema, string name) => $"{Quote(schema)}.{Quote(name)}";

    /// <summary>The statement that sets the position.</summary>
    public string Move(string schema) =>
        $"UPDATE {Full(schema, FoundTable.Positions)} SET position = @position WHERE table_name = @table";

    public string Create(LeadTable table, string schema) =>
        $"CREATE TABLE {Full(schema, table.Name.Name)} "
        + $"({string.Join(", ", table.Columns.Select(Define))}, PRIMARY KEY ({Quote(table.Key.Name)}))";

    public string CreatePositions(string schema) => $"CREATE TABLE {Full(schema, FoundTable.Positions)} "
        + $"(table_name {TypeOf(ColumnKind.Key)} NOT NULL PRIMARY KEY, "
        + $"position {TypeOf(ColumnKind.Revision)} NOT NULL, fields {TypeOf(ColumnKind.Text)} NOT NULL)";

    public string Add(LeadTable table, string schema, Column column) =>
        $"ALTER TABLE {Full(schema, table.Name.Name)} ADD {Define(column)}";

    private string Define(Column column) =>
        $"{Quote(column.Name)} {TypeOf(column.Kind)}"
        + (column.Kind is ColumnKind.Key or ColumnKind.Revision ? " NOT NULL" : "");
}

/// <summary>What is written to, and how.</summary>
/// <param name="Upsert">The statement that takes rows.</param>
/// <param name="Move">The statement that sets the position.</param>
internal sealed record Writing(LeadTable Table, FoundTable Found, string Upsert, string Move);

internal enum TroubleKind
{
    /// <summary>Values that the table does not take: the other rows may go on.</summary>
    Refused,
    Unavailable,
    Fault,
}

/// <param name="Text">For people; no secret in it.</param>
internal sealed record Trouble(TroubleKind Kind, string Text);
