using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants;

/// <summary>
/// Corrects what is held of one registrant who is there. Badge, consent and answers to questions that were deleted stay as
/// they are: a badge that was withdrawn does not open again.
/// </summary>
public sealed class Correction(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    /// <summary>Replaces contact and answers; every lead of the person comes once more if that changes anything.</summary>
    /// <param name="version">That of the registrant who was looked at; another is a conflict.</param>
    public async Task<Outcome<bool>> CorrectAsync(long eventId, int version, RegistrantInput input, Actor actor,
        CancellationToken cancellation)
    {
        var faults = new List<FieldFault>(RegistrantRules.Check(input, out var normalised));
        var outcome = await store.WriteAsync<Outcome<bool>>(async data =>
        {
            var registrant = await data.Registrants.SingleOrDefaultAsync(
                r => r.EventId == eventId && r.Key == input.Key, cancellation);
            if (registrant is null)
                return Refusal.NotFound("registrant");
            if (registrant.Erased)
                return Refusal.Conflict("The registrant was erased.");
            if (registrant.Version != version)
                return Refusal.Conflict("The registrant was changed meanwhile by somebody else.");
            var questions = await data.ProfileQuestions.Where(q => q.EventId == eventId)
                .ToDictionaryAsync(q => q.Key, StringComparer.Ordinal, cancellation);
            faults.AddRange(Registration.Resolve(normalised, questions, out var answers));
            if (faults.Count > 0)
                return Refusal.Invalid(faults);
            var known = questions.Values.Select(q => q.Id).ToHashSet();
            answers.AddRange(ProfileAnswers.Read(registrant.Answers).Where(a => !known.Contains(a.Question)));
            return await WriteAsync(data, registrant, normalised, ProfileAnswers.Store(answers), actor, cancellation);
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Registrant, cancellation);
        return outcome;
    }

    /// <summary>Records that the person agreed, or does not; when it was and to which text stays when it is no news.</summary>
    public Task<Outcome<bool>> ConsentAsync(
        long eventId, string key, ConsentState state, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<bool>>(async data =>
        {
            var registrant = await data.Registrants.SingleOrDefaultAsync(
                r => r.EventId == eventId && r.Key == key, cancellation);
            if (registrant is null)
                return Refusal.NotFound("registrant");
            if (registrant.Erased)
                return Refusal.Conflict("The registrant was erased.");
            var wording = await data.Events.Where(e => e.Id == eventId).Select(e => e.ConsentVersion).SingleAsync(cancellation);
            var consent = registrant.Consent.After(new ConsentInput { State = state },
                wording == 0 ? null : wording.ToString(System.Globalization.CultureInfo.InvariantCulture), time.GetUtcNow());
            if (consent == registrant.Consent)
                return false;
            (registrant.ConsentState, registrant.ConsentAt, registrant.ConsentVersion) = (consent.State, consent.At, consent.Version);
            registrant.UpdatedAt = time.GetUtcNow();
            await audit.AddAsync(data, await data.OrganiserOfAsync(eventId, cancellation), actor, "registrant.consent",
                $"{ShortId.Format(eventId)}/{key}", ConsentStates.Name(state));
            return true;
        }, cancellation);

    private async Task<bool> WriteAsync(LanyardDbContext data, Registrant registrant, RegistrantInput input, byte[] answers,
        Actor actor, CancellationToken cancellation)
    {
        var contact = ContactJson.Write(input.Contact);
        if (contact.AsSpan().SequenceEqual(registrant.Contact) && answers.AsSpan().SequenceEqual(registrant.Answers))
            return false;
        (registrant.Contact, registrant.Answers) = (contact, answers);
        registrant.Search = SearchText.Of(registrant.Key, input.Contact);
        registrant.Version++;
        registrant.UpdatedAt = time.GetUtcNow();
        data.Changes.Add(new Change
        {
            EventId = registrant.EventId, Kind = ChangeKind.Registrant, SubjectId = registrant.Id, DueAt = time.GetUtcNow(),
        });
        await audit.AddAsync(data, await data.OrganiserOfAsync(registrant.EventId, cancellation), actor,
            "registrant.corrected", $"{ShortId.Format(registrant.EventId)}/{registrant.Key}");
        return true;
    }
}
