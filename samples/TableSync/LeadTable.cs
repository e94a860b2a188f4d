using Lanyard.Client;
using Microsoft.Data.Sqlite;

namespace TableSync;

/// <summary>Leads by id, and how far they were read: a page and the position behind it are stored as one.</summary>
internal sealed class LeadTable : IDisposable
{
    private readonly SqliteConnection _database;

    public LeadTable(string file)
    {
        _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
        _database.Open();
        Execute(null, """
            CREATE TABLE IF NOT EXISTS leads (id TEXT PRIMARY KEY, revision INTEGER, state TEXT, time TEXT,
                first_name TEXT, last_name TEXT, company TEXT, email TEXT);
            CREATE TABLE IF NOT EXISTS position (only INTEGER PRIMARY KEY CHECK (only = 1), from_revision INTEGER)
            """);
    }

    public Position Position
    {
        get
        {
            using var command = _database.CreateCommand();
            command.CommandText = "SELECT from_revision FROM position";
            return Position.At((long?)command.ExecuteScalar() ?? 0);
        }
    }

    /// <summary>The number of leads that it stored.</summary>
    public int Apply(ConnectionPage page)
    {
        using var transaction = _database.BeginTransaction();
        foreach (var lead in page.Items)
        {
            // A lead that may no longer be seen comes without its contact, which empties the row.
            Execute(transaction, "INSERT OR REPLACE INTO leads VALUES (@1, @2, @3, @4, @5, @6, @7, @8)",
                lead.Id, lead.Revision, lead.State, lead.Time.UtcDateTime,
                lead.Contact?.FirstName, lead.Contact?.LastName, lead.Contact?.Company, lead.Contact?.Email);
        }
        Execute(transaction, "INSERT OR REPLACE INTO position VALUES (1, @1)", page.Next.FromRevision);
        transaction.Commit();
        return page.Items.Count;
    }

    public void Dispose() => _database.Dispose();

    private void Execute(SqliteTransaction? transaction, string sql, params object?[] values)
    {
        using var command = _database.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"@{i + 1}", values[i] ?? DBNull.Value);
        command.ExecuteNonQuery();
    }
}
