using Lanyard.Core;
using System.Collections.Concurrent;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// Connections for reading, as many as there are requests at once. A statement of SQLite answers in microseconds, so the
/// calls are not asynchronous.
/// </summary>
internal sealed class Readers(string path) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];

    public T Read<T>(Func<Reader, T> work)
    {
        if (!_idle.TryTake(out var reader))
            reader = new Reader(path);
        try
        {
            return work(reader);
        }
        catch (SqliteFailure failure) when (failure.IsUnavailable)
        {
            throw new StoreUnavailableException(failure);
        }
        finally
        {
            _idle.Add(reader);
        }
    }

    public Reader Take() => _idle.TryTake(out var reader) ? reader : new Reader(path);

    public void Return(Reader reader) => _idle.Add(reader);

    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }
}

/// <summary>The statements behind the requests of API clients.</summary>
internal sealed class Reader : IDisposable
{
    private const int MostOptions = 200;

    private readonly Database _database;
    private readonly Statement _page;
    private readonly Statement _find;
    private readonly Statement _head;
    private readonly Statement _registrant;
    private readonly Statement _questions;
    private readonly Statement _hidden;
    private readonly Statement _token;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Dictionary<string, List<QuestionOption>> _options = new(StringComparer.Ordinal);

    public Reader(string path)
    {
        _database = new Database(path, readOnly: true, cacheKilobytes: 2_000);
        _page = _database.Prepare(Sql.Page);
        _find = _database.Prepare(Sql.Find);
        _head = _database.Prepare(Sql.Head);
        _registrant = _database.Prepare("SELECT version, contact, answers FROM registrants WHERE event_id = ?1 AND id = ?2");
        _questions = _database.Prepare(
            "SELECT id, key, name, type, position, options FROM profile_questions WHERE event_id = ?1 AND exposed = 1 ORDER BY position, id");
        _hidden = _database.Prepare("SELECT hidden_fields FROM events WHERE id = ?1");
        _token = _database.Prepare("SELECT client_id FROM access_tokens WHERE expires_at = ?1 AND hash = ?2");
        _begin = _database.Prepare("BEGIN");
        _commit = _database.Prepare("COMMIT");
    }

    public int ReadPage(ExhibitorKey exhibitor, long fromRevision, Span<ConnectionRow> rows)
    {
        _page.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, fromRevision).Bind(4, rows.Length);
        var count = 0;
        while (_page.Step())
            rows[count++] = Sql.Row(_page);
        return count;
    }

    public ConnectionRow? Find(ExhibitorKey exhibitor, long seq)
    {
        _find.Bind(1, seq).Bind(2, exhibitor.EventId).Bind(3, exhibitor.Id);
        if (!_find.Step())
            return null;
        var row = Sql.Row(_find);
        _find.Reset();
        return row;
    }

    public long Head(ExhibitorKey exhibitor)
    {
        _head.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Step();
        var head = _head.Long(0);
        _head.Reset();
        return head;
    }

    public RegistrantContent[] ReadRegistrants(IReadOnlyList<RegistrantKey> keys)
    {
        // One view for all: answers are never joined to questions of another moment.
        _begin.Run();
        try
        {
            var exposed = keys.Select(k => k.EventId).Distinct()
                .ToDictionary(e => e, e => (Questions: ReadExposedQuestions(e), Hidden: ReadHiddenFields(e)));
            return keys.Distinct().Select(key =>
                ReadRegistrant(key, exposed[key.EventId].Questions, exposed[key.EventId].Hidden)).ToArray();
        }
        finally
        {
            _commit.Run();
        }
    }

    public AccessToken? FindToken(DateTimeOffset expiresAt, byte[] hash)
    {
        _token.Bind(1, UnixMicroseconds.From(expiresAt)).Bind(2, hash);
        if (!_token.Step())
            return null;
        var token = new AccessToken { ExpiresAt = expiresAt, Hash = hash, ClientId = _token.Long(0) };
        _token.Reset();
        return token;
    }

    public void Dispose() => _database.Dispose();

    private List<ProfileQuestion> ReadExposedQuestions(long eventId)
    {
        _questions.Bind(1, eventId);
        var questions = new List<ProfileQuestion>();
        while (_questions.Step())
        {
            questions.Add(new ProfileQuestion
            {
                EventId = eventId,
                Id = _questions.Long(0),
                Key = _questions.Text(1),
                Name = _questions.Text(2),
                Type = (QuestionType)_questions.Int(3),
                Position = _questions.Int(4),
                Exposed = true,
                Options = Options(_questions.Text(5)),
            });
        }
        return questions;
    }

    /// <summary>Read again for every registrant that is not in memory, and the same each time: parsed once.</summary>
    private List<QuestionOption> Options(string stored)
    {
        if (_options.TryGetValue(stored, out var known))
            return known;
        if (_options.Count > MostOptions)
            _options.Clear();
        return _options[stored] = QuestionOptions.Read(stored);
    }

    private ContactFields ReadHiddenFields(long eventId)
    {
        var hidden = _hidden.Bind(1, eventId).Step() ? (ContactFields)_hidden.Int(0) : ContactFields.None;
        _hidden.Reset();
        return hidden;
    }

    private RegistrantContent ReadRegistrant(
        RegistrantKey key, List<ProfileQuestion> questions, ContactFields hidden)
    {
        if (!_registrant.Bind(1, key.EventId).Bind(2, key.Id).Step())
            throw new StoreException("A connection names a registrant that does not exist.");
        var content = new RegistrantContent(
            key, _registrant.Int(0), HiddenFields.Apply(_registrant.Bytes(1), hidden), ProfileAnswers.Write(_registrant.Span(2), questions));
        _registrant.Reset();
        return content;
    }
}
