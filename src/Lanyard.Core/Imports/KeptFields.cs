using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Imports;

/// <summary>
/// Gives rows what a file does not speak of: a registrant who is known keeps the fields and the answers for which the file
/// has no column.
/// </summary>
internal sealed class KeptFields(IStore store, long eventId, ImportMapping mapping, IReadOnlyList<ProfileQuestion> questions)
{
    private const int ChunkSize = 200;

    private static readonly string[] OfFullName = ["contact.title", "contact.firstName", "contact.lastNamePrefix", "contact.lastName"];

    private readonly ContactMember[] _given =
    [
        .. mapping.Columns.OfType<string>().SelectMany(f => f == ImportFields.FullName ? OfFullName : [f])
            .Where(f => f.StartsWith(ContactMembers.Prefix, StringComparison.Ordinal)).Distinct().Select(ContactMembers.Of),
    ];

    private readonly ProfileQuestion[] _others =
    [
        .. questions.Where(q => !mapping.Columns.Contains(ImportFields.AnswerPrefix + q.Key, StringComparer.Ordinal)),
    ];

    public async Task AddAsync(List<ImportLine> lines, CancellationToken cancellation)
    {
        for (var start = 0; start < lines.Count; start += ChunkSize)
        {
            var keys = lines.Skip(start).Take(ChunkSize).Select(l => l.Input!.Key).ToList();
            var known = await store.ReadAsync(data => data.Registrants
                .Where(r => r.EventId == eventId && keys.Contains(r.Key) && !r.Erased)
                .Select(r => new { r.Key, r.Contact, r.Answers }).ToDictionaryAsync(r => r.Key, StringComparer.Ordinal, cancellation));
            for (var i = start; i < start + keys.Count; i++)
            {
                if (lines[i].Input is { } input && known.TryGetValue(input.Key, out var before))
                    lines[i] = lines[i] with { Input = Join(input, ContactJson.Read(before.Contact), ProfileAnswers.Read(before.Answers)) };
            }
        }
    }

    private RegistrantInput Join(RegistrantInput input, Contact contact, IReadOnlyList<ProfileAnswer> answers)
    {
        foreach (var member in _given)
            contact = member.With(contact, member.Get(input.Contact));
        var kept = from question in _others
                   join answer in answers on question.Id equals answer.Question
                   select new ProfileAnswerInput
                   {
                       Question = question.Key,
                       Options = [.. question.Options.Where(o => answer.Options.Contains(o.Id)).Select(o => o.Key)],
                       Text = answer.Text,
                   };
        return input with { Contact = contact, Answers = [.. input.Answers, .. kept] };
    }
}
