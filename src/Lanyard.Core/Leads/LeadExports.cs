using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Leads;

/// <summary>The questions that leads of some exhibitors may have answered.</summary>
public sealed record LeadQuestions(IReadOnlyList<QuestionName> Profile, IReadOnlyList<QuestionName> Own);

/// <summary>A question by id and name.</summary>
public sealed record QuestionName(long Id, string Name);

/// <summary>Keeps who took which leads out of Lanyard, and when.</summary>
public sealed class LeadExports(IStore store, AuditLog audit, TimeProvider time)
{
    /// <summary>The columns that the person chose the last time; null when it has not yet.</summary>
    public Task<string?> ColumnsOrNullAsync(ExhibitorKey exhibitor, long accountId, CancellationToken cancellation) =>
        store.ReadAsync(data => data.LeadExports
            .Where(x => x.EventId == exhibitor.EventId && x.ExhibitorId == exhibitor.Id && x.AccountId == accountId)
            .OrderByDescending(x => x.At).Select(x => x.Columns).FirstOrDefaultAsync(cancellation));

    /// <summary>Those of the exhibitors' questions and their events' exposed ones, each name once.</summary>
    public Task<LeadQuestions> QuestionsAsync(IReadOnlyList<ExhibitorKey> exhibitors, CancellationToken cancellation) =>
        store.ReadAsync(async data =>
        {
            var (profile, own) = (new List<QuestionName>(), new List<QuestionName>());
            foreach (var (eventId, id) in exhibitors)
            {
                profile.AddRange(await data.ProfileQuestions.Where(q => q.EventId == eventId && q.Exposed).OrderBy(q => q.Position)
                    .Select(q => new QuestionName(q.Id, q.Name)).ToListAsync(cancellation));
                own.AddRange(await data.ExhibitorQuestions.Where(q => q.EventId == eventId && q.ExhibitorId == id).OrderBy(q => q.Position)
                    .Select(q => new QuestionName(q.Id, q.Name)).ToListAsync(cancellation));
            }
            return new LeadQuestions(profile.DistinctBy(q => q.Name).ToList(), own.DistinctBy(q => q.Name).ToList());
        });

    /// <summary>Says that leads go out, before the first one does.</summary>
    /// <param name="revision">
    /// Up to which the file has every lead of the exhibitor that was not exported before; 0 for a part of them.
    /// </param>
    public Task BeginAsync(LeadViewer viewer, long revision, int leads, string format, string columns, Actor actor,
        CancellationToken cancellation) => store.WriteAsync(async data =>
        {
            var (eventId, id) = viewer.Exhibitor;
            data.Add(new LeadExport
            {
                EventId = eventId, ExhibitorId = id, AccountId = viewer.AccountId, At = time.GetUtcNow(), Revision = revision,
                Leads = leads, Format = format, Columns = columns,
            });
            await audit.AddAsync(data, await data.OrganiserOfAsync(eventId, cancellation), actor, "lead.exported",
                viewer.Exhibitor.Format(), $"{leads} as {format}");
            return true;
        }, cancellation);
}
