using System.Text.Json;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.SelfRegistration;

/// <summary>A form as it is kept.</summary>
/// <param name="Settings">Those of a new form, which is closed, where none was kept.</param>
/// <param name="Registered">How many people registered themselves and were not erased.</param>
public sealed record KeptForm(FormSettings Settings, int ConsentVersion, string? Logo, int Registered);

/// <summary>What became of settings: the form as it is now, or what is wrong with them.</summary>
public sealed record FormSaved(KeptForm? Form, IReadOnlyList<FieldFault> Faults);

/// <summary>The registration forms of an organiser's events.</summary>
public sealed class RegistrationForms(IStore store, AuditLog audit, TimeProvider time)
{
    public Task<KeptForm> FindAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => ReadAsync(data, eventId, cancellation));

    /// <summary>Replaces the settings; with a fault nothing changes.</summary>
    public Task<FormSaved> SaveAsync(
        long eventId, long organiserId, Actor actor, FormSettings settings, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var questions = await data.ProfileQuestions.Where(q => q.EventId == eventId).Select(q => q.Key)
                .ToListAsync(cancellation);
            var faults = FormRules.Check(settings, questions, out var normalised);
            if (faults.Count > 0)
                return new FormSaved(null, faults);
            var form = await FormOrNewAsync(data, eventId, cancellation);
            var consents = ConsentTexts(normalised);
            if (consents != ConsentTexts(form.Settings) && normalised.Texts.Values.Any(texts => texts.Consent is not null))
            {
                form.ConsentVersion++;
                // Kept word for word, so that it can be said what a person agreed to.
                await audit.AddAsync(data, organiserId, actor, "registration-form.consent-text", ShortId.Format(eventId),
                    $"version {form.ConsentVersion}: {consents}");
            }
            if (form.Settings.Open != normalised.Open)
            {
                await audit.AddAsync(data, organiserId, actor,
                    normalised.Open ? "registration-form.opened" : "registration-form.closed", ShortId.Format(eventId));
            }
            await audit.AddAsync(data, organiserId, actor, "registration-form.saved", ShortId.Format(eventId));
            form.Settings = normalised;
            form.UpdatedAt = time.GetUtcNow();
            await data.SaveChangesAsync(cancellation);
            return new FormSaved(await ReadAsync(data, eventId, cancellation), []);
        }, cancellation);

    /// <summary>Puts a logo at the head of the form in the place of the one there was.</summary>
    /// <param name="png">A PNG picture that was encoded here; null takes the logo away.</param>
    public Task SetLogoAsync(
        long eventId, long organiserId, Actor actor, byte[]? png, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var form = await FormOrNewAsync(data, eventId, cancellation);
            await data.Pictures.Where(p => p.EventId == eventId && p.Name == form.Logo)
                .ExecuteDeleteAsync(cancellation);
            form.Logo = png is null ? null : Pictures.Add(data, eventId, "image/png", png).Name;
            form.UpdatedAt = time.GetUtcNow();
            await audit.AddAsync(data, organiserId, actor,
                png is null ? "registration-form.logo-removed" : "registration-form.logo-set", ShortId.Format(eventId));
            return 0;
        }, cancellation);

    private static async Task<KeptForm> ReadAsync(
        LanyardDbContext data, long eventId, CancellationToken cancellation)
    {
        var form = await data.RegistrationForms.SingleOrDefaultAsync(f => f.EventId == eventId, cancellation);
        var registered = await data.Submissions.CountAsync(s => s.EventId == eventId, cancellation);
        return new(form?.Settings ?? new(), form?.ConsentVersion ?? 0, form?.Logo, registered);
    }

    private async Task<RegistrationForm> FormOrNewAsync(
        LanyardDbContext data, long eventId, CancellationToken cancellation)
    {
        var form = await data.RegistrationForms.SingleOrDefaultAsync(f => f.EventId == eventId, cancellation);
        if (form is null)
        {
            data.Add(form = new RegistrationForm
            {
                EventId = eventId,
                Settings = new(),
                UpdatedAt = time.GetUtcNow(),
            });
        }
        return form;
    }

    private static string ConsentTexts(FormSettings settings) => JsonSerializer.Serialize(
        settings.Texts.Where(pair => pair.Value.Consent is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => new FormTexts(Consent: pair.Value.Consent), StringComparer.Ordinal),
        FormJson.Default.DictionaryStringFormTexts);
}
