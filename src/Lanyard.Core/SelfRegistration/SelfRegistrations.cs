using System.Text;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Mail;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.SelfRegistration;

/// <summary>People register themselves by the form of an event.</summary>
public sealed class SelfRegistrations(IStore store, Keys keys, Outbox outbox, TimeProvider time)
{
    // Nobody fills a form in faster; programs do.
    private static readonly TimeSpan ShortestVisit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestVisit = TimeSpan.FromHours(24);

    // Whoever types somebody's address again and again fills no mailbox.
    private static readonly TimeSpan BetweenMails = TimeSpan.FromHours(1);

    private readonly PageTokens _tokens = new(keys);

    /// <summary>The form of an event; null where the event is not known or its form was never kept.</summary>
    public Task<OpenForm?> FindAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => ReadAsync(data, eventId, cancellation));

    /// <summary>What a page with the form carries and sends back.</summary>
    public string NewToken(long eventId) =>
        _tokens.Make(PageTokens.Form, eventId, ShortId.New(), time.GetUtcNow());

    /// <summary>
    /// Registers a person, all or nothing. The same page with the same entries is the same registration, however often it
    /// is sent.
    /// </summary>
    /// <param name="pictures">Scheme and host by which exhibitors reach this server, as in
    /// <c>https://leads.example.com</c>.</param>
    /// <param name="mail">Writes the mail of a confirmation, which goes out where mail is set up; null for none.</param>
    public async Task<Registered> RegisterAsync(
        long eventId, SubmissionInput input, string pictures, Func<Confirmation, MailMessage?> mail,
        CancellationToken cancellation)
    {
        if (await FindAsync(eventId, cancellation) is not { } form)
            return new(RegisteredKind.NotOpen);
        var faults = SubmissionRules.Check(form, input, out var registrant, out var answers);
        if (_tokens.ReadOrNull(PageTokens.Form, eventId, input.Token) is not { } page)
        {
            return new(RegisteredKind.Faulty)
            {
                Faults = [.. faults, new("", "must be sent from this page")],
                NeedsNewPage = true,
            };
        }
        var hash = HashOf(page.Number, registrant);
        return await store.WriteAsync(async data =>
        {
            var earlier = await data.Submissions
                .SingleOrDefaultAsync(s => s.EventId == eventId && s.Hash == hash, cancellation);
            if (earlier is not null)
                return new Registered(RegisteredKind.Registered, earlier.RegistrantId);
            if (await ReadAsync(data, eventId, cancellation) is not { State: FormState.Open } now)
                return new(RegisteredKind.NotOpen);
            if (faults.Count > 0)
                return new(RegisteredKind.Faulty) { Faults = faults };
            if (time.GetUtcNow() - page.Time > LongestVisit)
                return new(RegisteredKind.Faulty) { Faults = [new("", "has been open for long")], NeedsNewPage = true };
            if (time.GetUtcNow() - page.Time < ShortestVisit)
                return new(RegisteredKind.Faulty) { Faults = [new("", "was sent at once")] };
            var email = EmailHashOrNull(registrant.Contact.Email);
            var known = email is null ? null : await data.Submissions
                .SingleOrDefaultAsync(s => s.EventId == eventId && s.EmailHash == email, cancellation);
            if (known is not null)
            {
                if (await ReadConfirmationAsync(data, eventId, known.RegistrantId, cancellation) is { } again)
                    Mail(data, known, again, mail);
                return new(RegisteredKind.EmailKnown, known.RegistrantId);
            }
            var (submission, confirmation) = Add(data, form, input, registrant, answers, hash, email, pictures);
            Mail(data, submission, confirmation, mail);
            return new(RegisteredKind.Registered, submission.RegistrantId) { IsNew = true };
        }, cancellation);
    }

    /// <summary>The end of the address at which this registrant's confirmation is until the day after the event.</summary>
    public string ConfirmationOf(OpenForm form, long registrantId) => _tokens.Make(
        PageTokens.Confirmation, form.Event.Id, registrantId,
        new DateTimeOffset(form.Event.EndsOn.AddDays(2), TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>The confirmation at an address; null when the address was not made here or has ended, or the registrant
    /// was erased.</summary>
    public async Task<Confirmation?> ConfirmationOrNullAsync(
        long eventId, string token, CancellationToken cancellation) =>
        _tokens.ReadOrNull(PageTokens.Confirmation, eventId, token) is { } address && address.Time > time.GetUtcNow()
            ? await ConfirmationOrNullAsync(eventId, address.Number, cancellation)
            : null;

    /// <summary>The confirmation of a registrant who registered by the form; null when there is none.</summary>
    public Task<Confirmation?> ConfirmationOrNullAsync(
        long eventId, long registrantId, CancellationToken cancellation) =>
        store.ReadAsync(data => ReadConfirmationAsync(data, eventId, registrantId, cancellation));

    private async Task<Confirmation?> ReadConfirmationAsync(
        LanyardDbContext data, long eventId, long registrantId, CancellationToken cancellation)
    {
        var registrant = await data.Registrants.SingleOrDefaultAsync(
            r => r.EventId == eventId && r.Id == registrantId && !r.Erased, cancellation);
        var submission = await data.Submissions.SingleOrDefaultAsync(
            s => s.EventId == eventId && s.RegistrantId == registrantId, cancellation);
        if (registrant?.BadgeCode is null || submission is null
            || await ReadAsync(data, eventId, cancellation) is not { } form)
        {
            return null;
        }
        return new Confirmation(form, registrant.Id, keys.Unprotect(registrant.BadgeCode),
            ContactJson.Read(registrant.Contact), submission.Language);
    }

    private void Mail(
        LanyardDbContext data, Submission submission, Confirmation confirmation, Func<Confirmation, MailMessage?> mail)
    {
        var now = time.GetUtcNow();
        if (!outbox.IsConfigured || now - submission.MailedAt < BetweenMails || mail(confirmation) is not { } message)
            return;
        outbox.Add(data, message, submission.EventId, submission.RegistrantId);
        submission.MailedAt = now;
    }

    /// <summary>Takes away what a registration left besides the registrant, in the transaction that erases.</summary>
    internal static async Task ForgetAsync(
        LanyardDbContext data, long eventId, long registrantId, CancellationToken cancellation)
    {
        await data.Pictures.Where(p => p.EventId == eventId && p.RegistrantId == registrantId)
            .ExecuteDeleteAsync(cancellation);
        await data.Submissions.Where(s => s.EventId == eventId && s.RegistrantId == registrantId)
            .ExecuteDeleteAsync(cancellation);
        await Outbox.ForgetAsync(data, eventId, registrantId, cancellation);
    }

    private async Task<OpenForm?> ReadAsync(LanyardDbContext data, long eventId, CancellationToken cancellation)
    {
        var found = await data.Events.SingleOrDefaultAsync(e => e.Id == eventId, cancellation);
        var form = await data.RegistrationForms.SingleOrDefaultAsync(f => f.EventId == eventId, cancellation);
        if (found is null || form is null)
            return null;
        var settings = form.Settings;
        var registered = settings.Capacity is null
            ? 0
            : await data.Submissions.CountAsync(s => s.EventId == eventId, cancellation);
        var questions = await data.ProfileQuestions.Where(q => q.EventId == eventId).ToListAsync(cancellation);
        var asked = settings.Questions
            .Select(asked => (Question: questions.Find(q => q.Key == asked.Key), asked.Required))
            .Where(pair => pair.Question is not null).Select(pair => new AskedQuestion(pair.Question!, pair.Required));
        return new(found, settings, form.ConsentVersion, form.Logo, [.. asked],
            StateOf(settings, registered, time.GetUtcNow()));
    }

    private static FormState StateOf(FormSettings settings, int registered, DateTimeOffset now) =>
        !settings.Open || now >= settings.ClosesAt ? FormState.Closed
        : now < settings.OpensAt ? FormState.NotYetOpen
        : registered >= settings.Capacity ? FormState.Full
        : FormState.Open;

    private (Submission, Confirmation) Add(LanyardDbContext data, OpenForm form, SubmissionInput input, RegistrantInput registrant,
        IReadOnlyList<ProfileAnswer> answers, byte[] hash, byte[]? email, string pictures)
    {
        var (eventId, id, now) = (form.Event.Id, ShortId.New(), time.GetUtcNow());
        var contact = registrant.Contact;
        if (input.Photo is { } jpeg)
        {
            var picture = Pictures.Add(data, eventId, "image/jpeg", jpeg, id);
            contact = contact with { PictureUrl = pictures.TrimEnd('/') + Pictures.PathOf(eventId, picture.Name) };
        }
        var code = Licensing.Tokens.NewText();
        var key = "web-" + ShortId.Format(ShortId.New());
        var consent = ConsentOf(form, input);
        data.Add(new Registrant
        {
            EventId = eventId,
            Id = id,
            Key = key,
            Version = 1,
            Contact = ContactJson.Write(contact),
            Answers = ProfileAnswers.Store(answers),
            BadgeHash = keys.HashBadge(code),
            BadgeCode = keys.Protect(code),
            Search = SearchText.Of(key, contact),
            ConsentState = consent,
            ConsentAt = consent is ConsentState.Unknown ? null : now,
            // Apart from the numbers of the wordings that an organiser keeps for other ways of registering.
            ConsentVersion = consent is ConsentState.Unknown ? null : $"form-{form.ConsentVersion}",
            UpdatedAt = now,
        });
        var submission = new Submission
        {
            EventId = eventId,
            Hash = hash,
            RegistrantId = id,
            EmailHash = email,
            Language = input.Language,
            At = now,
        };
        data.Add(submission);
        return (submission, new(form, id, code, contact, input.Language));
    }

    private static ConsentState ConsentOf(OpenForm form, SubmissionInput input) =>
        form.Settings.Consent is Demand.No ? ConsentState.Unknown
        : input.Consents ? ConsentState.Yes
        : ConsentState.No;

    /// <summary>Of the page and what was entered: another person's entries on a page that was gone back to are
    /// new.</summary>
    private byte[] HashOf(long page, RegistrantInput registrant)
    {
        var answers = JsonSerializer.SerializeToUtf8Bytes(
            registrant.Answers, SubmissionJson.Default.IReadOnlyListProfileAnswerInput);
        return keys.HashRegistration(
            [.. BitConverter.GetBytes(page), .. ContactJson.Write(registrant.Contact), .. answers])[..16];
    }

    private byte[]? EmailHashOrNull(string? email) => email is null
        ? null
        : keys.HashRegistration(Encoding.UTF8.GetBytes("email " + email.ToLowerInvariant()))[..16];
}
