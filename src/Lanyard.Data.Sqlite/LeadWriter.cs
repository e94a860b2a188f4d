using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;

namespace Lanyard.Data.Sqlite;

/// <summary>Keeps the entries of leads and rewrites what their connections show of them.</summary>
internal sealed class LeadWriter
{
    private readonly WriteSession _session;
    private readonly Statement _add;
    private readonly Statement _entries;
    private readonly Statement _removeEntries;
    private readonly Statement _removeAnswers;
    private readonly Statement _addAnswer;
    private readonly Statement _questions;

    public LeadWriter(WriteSession session)
    {
        _session = session;
        var database = session.Database;
        _add = database.Prepare(
            "INSERT OR IGNORE INTO lead_entries (event_id, connection_seq, id, kind, at, \"by\", subject_id, options, text) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        _entries = database.Prepare(
            "SELECT id, kind, at, \"by\", subject_id, options, text FROM lead_entries WHERE event_id = ?1 AND connection_seq = ?2");
        _removeEntries = database.Prepare("DELETE FROM lead_entries WHERE event_id = ?1 AND connection_seq = ?2");
        _removeAnswers = database.Prepare("DELETE FROM lead_answers WHERE event_id = ?1 AND connection_seq = ?2");
        _addAnswer = database.Prepare(
            "INSERT OR IGNORE INTO lead_answers (event_id, exhibitor_id, question_id, option_id, connection_seq) "
            + "VALUES (?1, ?2, ?3, ?4, ?5)");
        _questions = database.Prepare(
            "SELECT id, name, type, position, options FROM exhibitor_questions WHERE event_id = ?1 AND exhibitor_id = ?2");
    }

    public ConnectionRow? Edit(ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadEntry> entries) =>
        Edit(exhibitor, seq, entries, ReadQuestions(exhibitor));

    /// <summary>Makes what these leads show of their entries by the questions of now.</summary>
    public void Remake(ExhibitorKey exhibitor, IEnumerable<long> seqs)
    {
        var questions = ReadQuestions(exhibitor);
        foreach (var seq in seqs)
            Edit(exhibitor, seq, [], questions);
    }

    /// <summary>Forgets what was added to the connection of an erased registrant.</summary>
    public void Erase(long eventId, long seq)
    {
        _removeEntries.Bind(1, eventId).Bind(2, seq).Run();
        _removeAnswers.Bind(1, eventId).Bind(2, seq).Run();
    }

    private ConnectionRow? Edit(
        ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadEntry> entries, List<ExhibitorQuestion> questions)
    {
        if (_session.Find(exhibitor, seq) is not { } before)
            return null;
        if (_session.ReadRegistrant(new(before.RegistrantEventId, before.RegistrantId)) is not { Erased: false })
            return before;
        foreach (var e in entries)
        {
            _add.Bind(1, exhibitor.EventId).Bind(2, seq).Bind(3, e.Id).Bind(4, (long)e.Kind).Bind(5, UnixMicroseconds.From(e.At))
                .Bind(6, e.By).Bind(7, e.SubjectId).Bind(8, e.Options).Bind(9, e.Text).Run();
        }
        var made = LeadContents.Of(before.Id, Read(exhibitor.EventId, seq), questions);
        _removeAnswers.Bind(1, exhibitor.EventId).Bind(2, seq).Run();
        foreach (var (question, option) in made.Chosen)
            _addAnswer.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, question).Bind(4, option).Bind(5, seq).Run();
        return ConnectionRules.Show(before, made) is var shown && shown != before ? _session.Update(exhibitor, shown) : before;
    }

    private List<ExhibitorQuestion> ReadQuestions(ExhibitorKey exhibitor)
    {
        var questions = new List<ExhibitorQuestion>();
        _questions.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id);
        while (_questions.Step())
        {
            questions.Add(new()
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                Id = _questions.Long(0),
                Name = _questions.Text(1),
                Type = (QuestionType)_questions.Int(2),
                Position = _questions.Int(3),
                Options = QuestionOptions.Read(_questions.Text(4)),
            });
        }
        return questions;
    }

    private List<LeadEntry> Read(long eventId, long seq)
    {
        var entries = new List<LeadEntry>();
        _entries.Bind(1, eventId).Bind(2, seq);
        while (_entries.Step())
        {
            entries.Add(new()
            {
                EventId = eventId,
                ConnectionSeq = seq,
                Id = _entries.Long(0),
                Kind = (LeadEntryKind)_entries.Int(1),
                At = UnixMicroseconds.ToTime(_entries.Long(2)),
                By = _entries.Text(3),
                SubjectId = _entries.Long(4),
                Options = _entries.Text(5),
                Text = _entries.TextOrNull(6),
            });
        }
        return entries;
    }
}
