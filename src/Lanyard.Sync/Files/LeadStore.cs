using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Lanyard.Client;
using Microsoft.Data.Sqlite;

namespace Lanyard.Sync.Files;

/// <summary>
/// Every lead once, by its latest revision, in a SQLite file, together with the position behind them: what a file is
/// made from. Leads come out in the order in which they first came in.
/// </summary>
internal sealed class LeadStore : IDisposable
{
    private readonly SqliteConnection _database;
    private readonly SqliteCommand _put;
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _writer;
    private readonly HashSet<KnownQuestion> _questions;

    private LeadStore(SqliteConnection database)
    {
        _database = database;
        _writer = new(_json, LeadJson.Writing);
        // Nothing is written where nothing differs: a page that is read again makes no file out of date.
        _put = _database.Command(
            "INSERT INTO leads (id, revision, state, record) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET "
            + "revision = excluded.revision, state = excluded.state, record = excluded.record "
            + "WHERE excluded.revision >= revision AND excluded.record <> record");
        _put.Parameters.AddRange(
            Enumerable.Range(1, 4)
                .Select(n => new SqliteParameter("$" + n.ToString(CultureInfo.InvariantCulture), null)));
        _questions = [.. Questions()];
    }

    /// <summary>
    /// One that outlives the process: on disk before a method returns, and without a trace of what was erased.
    /// </summary>
    public static LeadStore OpenDurable(string path) =>
        Open(path, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=1; PRAGMA secure_delete=ON;");

    /// <summary>One for the length of an export.</summary>
    public static LeadStore OpenTemporary(string path) =>
        Open(path, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; "
            + "PRAGMA cache_size=-32768;");

    /// <summary>The revision behind which to go on.</summary>
    public long Position => long.Parse(Get("position") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Grows with every change of a lead.</summary>
    public long Changes => long.Parse(Get("changes") ?? "0", CultureInfo.InvariantCulture);

    public string? Get(string name)
    {
        using var command = _database.Command("SELECT value FROM facts WHERE name = $1", name);
        return command.ExecuteScalar() as string;
    }

    public void Set(string name, string value)
    {
        using var command = _database.Command(
            "INSERT INTO facts VALUES ($1, $2) ON CONFLICT DO UPDATE SET value = excluded.value", name, value);
        command.ExecuteNonQuery();
    }

    public void SetPosition(long position) => Set("position", position.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes leads in and moves the position, in one transaction.</summary>
    public void Put(IEnumerable<Connection> leads, long? position)
    {
        using var transaction = _database.BeginTransaction();
        _put.Transaction = transaction;
        var changed = 0;
        var asked = new HashSet<KnownQuestion>();
        foreach (var lead in leads)
        {
            changed += Put(lead);
            foreach (var question in lead.ExhibitorQuestions ?? [])
                asked.Add(new(IsExhibitors: true, question.Id, question.Name));
            foreach (var question in lead.ProfileQuestions ?? [])
                asked.Add(new(IsExhibitors: false, question.Id, question.Name));
        }
        asked.ExceptWith(_questions);
        foreach (var question in asked)
            Know(question);
        if (changed > 0)
            Set("changes", (Changes + changed).ToString(CultureInfo.InvariantCulture));
        if (position is { } reached)
            SetPosition(reached);
        transaction.Commit();
        _questions.UnionWith(asked);
    }

    /// <summary>
    /// Every question that a lead has had, the exhibitor's first, in the order of their first appearance.
    /// </summary>
    public IReadOnlyList<KnownQuestion> Questions()
    {
        using var command = _database.Command(
            "SELECT exhibitors, id, name FROM questions ORDER BY exhibitors DESC, rowid");
        using var reader = command.ExecuteReader();
        var questions = new List<KnownQuestion>();
        while (reader.Read())
            questions.Add(new(reader.GetBoolean(0), reader.GetString(1), reader.GetString(2)));
        return questions;
    }

    /// <summary>The leads, one at a time from the disk.</summary>
    /// <param name="states">Those to be had; null for all.</param>
    public IEnumerable<Connection> Read(IReadOnlySet<string>? states = null)
    {
        using var command = _database.Command("SELECT state, record FROM leads ORDER BY number");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (states is null || states.Contains(reader.GetString(0)))
                yield return LeadJson.Read(reader.GetFieldValue<byte[]>(1));
        }
    }

    public void Dispose()
    {
        _put.Dispose();
        _writer.Dispose();
        _database.Dispose();
    }

    private static LeadStore Open(string path, string pragmas)
    {
        SqliteFile.CreatePrivate(path);
        var source = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        var database = new SqliteConnection(source.ToString());
        try
        {
            database.Open();
            using (var command = database.CreateCommand())
            {
                // On their own: behind the row that one of them answers with, the driver passes over what fails.
                command.CommandText = pragmas;
                command.ExecuteNonQuery();
                command.CommandText =
                    """
                    CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS leads (
                        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
                        state TEXT NOT NULL, record BLOB NOT NULL);
                    CREATE TABLE IF NOT EXISTS questions (
                        exhibitors INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (exhibitors, id));
                    """;
                command.ExecuteNonQuery();
            }
            return new(database);
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw KeptFile.Fault(exception, path);
        }
    }

    private int Put(Connection lead)
    {
        _json.ResetWrittenCount();
        _writer.Reset();
        LeadJson.Write(_writer, lead);
        _writer.Flush();
        _put.Parameters[0].Value = lead.Id;
        _put.Parameters[1].Value = lead.Revision;
        _put.Parameters[2].Value = lead.State;
        _put.Parameters[3].Value = _json.WrittenSpan.ToArray();
        return _put.ExecuteNonQuery();
    }

    // A question that was given another name keeps its place and goes by the new one.
    private void Know(KnownQuestion question)
    {
        using var command = _database.Command(
            "INSERT INTO questions VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET name = excluded.name",
            question.IsExhibitors, question.Id, question.Name);
        command.ExecuteNonQuery();
    }
}

/// <summary>A question that stands in a column of its own.</summary>
internal sealed record KnownQuestion(bool IsExhibitors, string Id, string Name);
