using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants;

/// <summary>How an import went.</summary>
/// <param name="Faults">One entry a faulty line; the other lines went in.</param>
public sealed record ImportResult(long Created, long Updated, long Unchanged, long Failed, IReadOnlyList<LineFault> Faults);

public sealed record LineFault(long Line, string Field, string Reason);

/// <summary>Brings registrants in.</summary>
public sealed class Registration(IStore store, Keys keys)
{
    private const int ChunkSize = 200;

    /// <summary>Upserts by the organiser's own id, streaming: what is wrong with a line is told, the others go in.</summary>
    public async Task<ImportResult> ImportAsync(long eventId, IAsyncEnumerable<ImportLine> lines, CancellationToken cancellation)
    {
        var questions = await QuestionsAsync(eventId, cancellation);
        var wording = await store.ReadAsync(data => data.Events.Where(e => e.Id == eventId)
            .Select(e => e.ConsentVersion).SingleOrDefaultAsync(cancellation));
        var import = new Import(eventId, questions, wording == 0 ? null : Wording(wording), this);
        await foreach (var line in lines.WithCancellation(cancellation))
            await import.AddAsync(line, cancellation);
        return await import.EndAsync(cancellation);
    }

    private static string Wording(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Task<Dictionary<string, ProfileQuestion>> QuestionsAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => data.ProfileQuestions.Where(q => q.EventId == eventId)
            .ToDictionaryAsync(q => q.Key, StringComparer.Ordinal, cancellation));

    /// <summary>Answers by id; a question or option that the event does not have is a fault.</summary>
    internal static List<FieldFault> Resolve(
        RegistrantInput input, Dictionary<string, ProfileQuestion> questions, out List<ProfileAnswer> answers)
    {
        var faults = new List<FieldFault>();
        answers = [];
        for (var i = 0; i < input.Answers.Count; i++)
        {
            var given = input.Answers[i];
            if (!questions.TryGetValue(given.Question, out var question))
            {
                faults.Add(new($"answers[{i}].question", "is not a profile question of this event"));
                continue;
            }
            var chosen = question.Options.Where(o => given.Options.Contains(o.Key, StringComparer.Ordinal)).Select(o => o.Id).ToList();
            if (chosen.Count != given.Options.Distinct(StringComparer.Ordinal).Count())
                faults.Add(new($"answers[{i}].options", "names an option that the question does not have"));
            if (question.Type is QuestionType.Radio && chosen.Count > 1)
                faults.Add(new($"answers[{i}].options", "must be at most one for a radio question"));
            answers.Add(new(question.Id, chosen, given.Text));
        }
        return faults;
    }

    private RegistrantWrite Prepare(RegistrantInput input, List<ProfileAnswer> answers, string? wording)
    {
        var code = input.Code ?? Tokens.NewText();
        return new(input.Key, ContactJson.Write(input.Contact), ProfileAnswers.Store(answers), keys.HashBadge(code), keys.Protect(code),
            BadgeGiven: input.Code is not null)
        {
            Search = SearchText.Of(input.Key, input.Contact), Consent = input.Consent, ConsentVersion = wording,
        };
    }

    /// <summary>One import on its way: what is read is written in chunks.</summary>
    private sealed class Import(
        long eventId, Dictionary<string, ProfileQuestion> questions, string? wording, Registration registration)
    {
        // A file that is wrong throughout is understood after these.
        private const int MostFaults = 10_000;

        private readonly List<(long Line, RegistrantWrite Write)> _chunk = new(ChunkSize);
        private readonly List<LineFault> _faults = [];
        private readonly long[] _counts = new long[Enum.GetValues<RegistrantWriteResult>().Length];
        private long _failed;

        public async Task AddAsync(ImportLine line, CancellationToken cancellation)
        {
            if (line.Input is null)
            {
                Fail(line.Number, line.Faults);
                return;
            }
            var faults = Resolve(line.Input, questions, out var answers);
            if (faults.Count > 0)
            {
                Fail(line.Number, faults);
                return;
            }
            _chunk.Add((line.Number, registration.Prepare(line.Input, answers, wording)));
            if (_chunk.Count == ChunkSize)
                await WriteAsync(cancellation);
        }

        public async Task<ImportResult> EndAsync(CancellationToken cancellation)
        {
            await WriteAsync(cancellation);
            return new(Count(RegistrantWriteResult.Created), Count(RegistrantWriteResult.Updated), Count(RegistrantWriteResult.Unchanged), _failed, _faults);
        }

        private long Count(RegistrantWriteResult result) => _counts[(int)result];

        private async Task WriteAsync(CancellationToken cancellation)
        {
            if (_chunk.Count == 0)
                return;
            var results = await registration.Store.WriteRegistrantsAsync(eventId, _chunk.ConvertAll(c => c.Write), cancellation);
            for (var i = 0; i < results.Length; i++)
            {
                _counts[(int)results[i]]++;
                if (results[i] is RegistrantWriteResult.BadgeTaken)
                    Fail(_chunk[i].Line, [new("code", "is the badge code of another registrant of this event")]);
                else if (results[i] is RegistrantWriteResult.Erased)
                    Fail(_chunk[i].Line, [new("key", "belongs to a registrant who was erased")]);
            }
            _chunk.Clear();
        }

        private void Fail(long line, IReadOnlyList<FieldFault> faults)
        {
            _failed++;
            foreach (var fault in faults)
            {
                if (_faults.Count < MostFaults)
                    _faults.Add(new(line, fault.Field, fault.Reason));
            }
        }
    }

    private IStore Store => store;
}
