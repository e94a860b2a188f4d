using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Demo;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Lanyard.Core.Seats;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Demo;

/// <summary>Makes the demo show through the same doors as everyone: imports, licenses, scans.</summary>
internal sealed class DemoMaker(IStore store, ApiClients clients, Registration registration, Scanning scanning, LeadEditing leads, Scanners scanners, TimeProvider time)
{
    private const int Registrants = 2_000;
    private const int OthersRegistrants = 60;
    private const int ScannedCompleted = 260;
    private const int ScannedRelated = 10;
    private const int ScannedOther = 15;
    private const int ScannedUnlicensed = 15;

    private static readonly (string Key, string Name)[] Seniority =
        [("director", "Director"), ("manager", "Manager"), ("specialist", "Specialist"), ("student", "Student")];
    private static readonly (string Key, string Name)[] Interests =
        [("scanning", "Scanning"), ("badges", "Badges"), ("software", "Software"), ("catering", "Catering"), ("security", "Security")];

    public async Task<DemoFile> MakeAsync(string baseUrl, string folder, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var organiser = new Organiser { Name = "Demo organiser", CreatedAt = time.GetUtcNow() };
        var events = new[] { "Lanyard Demo Expo", "Lanyard Demo Summit", "Another Show" }.Select(name => new Event
        {
            OrganiserId = organiser.Id,
            Name = name,
            StartsOn = today,
            EndsOn = today.AddDays(2),
            TimeZone = "Europe/Amsterdam",
        }).ToArray();
        var exhibitors = new[] { ("northlight", "Northlight Optics"), ("harbour", "Harbour Robotics") }
            .Select(e => new Exhibitor { EventId = events[0].Id, Key = e.Item1, Name = e.Item2 }).ToArray();
        var rating = new ExhibitorQuestion
        {
            EventId = events[0].Id,
            ExhibitorId = exhibitors[0].Id,
            Name = "Lead rating",
            Type = QuestionType.Radio,
            Position = 0,
            Options = [new(ShortId.New(), "hot", "Hot"), new(ShortId.New(), "medium", "Medium"), new(ShortId.New(), "cold", "Cold")],
        };
        var (organiserSecret, secrets) = await store.WriteAsync(context =>
        {
            context.Add(organiser);
            context.AddRange(events);
            context.AddRange(exhibitors);
            context.Add(rating);
            context.AddRange(events.SelectMany(e => Questions(e.Id)));
            context.Add(new EventRelation { EventId = events[0].Id, RelatedEventId = events[1].Id });
            context.Add(new EventRelation { EventId = events[1].Id, RelatedEventId = events[0].Id });
            context.AddRange(NewScanner(exhibitors[0], "Eva", seated: true), NewScanner(exhibitors[0], "Sam", seated: false),
                NewScanner(exhibitors[1], "Sam", seated: true));
            foreach (var exhibitor in exhibitors)
            {
                context.Add(NewLicense(exhibitor, LicenseKind.Api, null));
                context.Add(NewLicense(exhibitor, LicenseKind.Scan, 5));
            }
            var own = clients.Create(context, organiser.Id, null, "Demo").Secret;
            return Task.FromResult((own, exhibitors.Select(e => clients.Create(context, organiser.Id, new(e.EventId, e.Id), "Demo").Secret).ToArray()));
        }, cancellation);

        var badges = await RegisterAsync(events[0].Id, Registrants, 1, "D-", cancellation);
        var related = await RegisterAsync(events[1].Id, OthersRegistrants, 2, "S-", cancellation);
        var other = await RegisterAsync(events[2].Id, OthersRegistrants, 3, "O-", cancellation);
        var first = new ExhibitorKey(exhibitors[0].EventId, exhibitors[0].Id);
        await ScanAsync(first, badges.Take(ScannedCompleted).Concat(related.Take(ScannedRelated)).Concat(other.Take(ScannedOther)), "Eva", cancellation);
        await ScanAsync(first, badges.Skip(ScannedCompleted).Take(ScannedUnlicensed), "Sam", cancellation);
        await ScanAsync(new(exhibitors[1].EventId, exhibitors[1].Id), badges.Take(20), "Sam", cancellation);
        await QualifyAsync(first, rating, folder, cancellation);
        var link = baseUrl + PagePaths.ScanLink(await scanners.NewLinkAsync(first, Actor.Operator, cancellation));
        return new(baseUrl, new(ShortId.Format(events[0].Id), events[0].Name),
            new(organiserSecret.ClientId, organiserSecret.Secret, null, null),
            exhibitors.Select((e, i) => new DemoExhibitor(
                ShortId.Format(e.Id), e.Name, secrets[i].ClientId, secrets[i].Secret, i == 0 ? link : null)).ToList(),
            new(badges.Skip(ScannedCompleted + ScannedUnlicensed).ToList(), related.Skip(ScannedRelated).ToList(), other.Skip(ScannedOther).ToList()));
    }

    internal static List<ProfileQuestion> Questions(long eventId) =>
    [
        new()
        {
            EventId = eventId, Key = "seniority", Name = "What is your seniority level?", Type = QuestionType.Radio, Position = 0, Exposed = true,
            Options = Seniority.Select(o => new QuestionOption(ShortId.New(), o.Key, o.Name)).ToList(),
        },
        new()
        {
            EventId = eventId, Key = "interests", Name = "What are you interested in?", Type = QuestionType.Checkbox, Position = 1, Exposed = true,
            Options = Interests.Select(o => new QuestionOption(ShortId.New(), o.Key, o.Name)).ToList(),
        },
        new() { EventId = eventId, Key = "visit-goal", Name = "What brings you here?", Type = QuestionType.Text, Position = 2, Exposed = true },
    ];

    private License NewLicense(Exhibitor exhibitor, LicenseKind kind, int? seats) => new()
    {
        EventId = exhibitor.EventId,
        ExhibitorId = exhibitor.Id,
        Kind = kind,
        Seats = seats,
        From = time.GetUtcNow().AddMinutes(-1),
    };

    private async Task<List<string>> RegisterAsync(long eventId, int count, int seed, string prefix, CancellationToken cancellation)
    {
        var people = DemoPeople.Generate(count, seed, prefix).Select(p => p with { Code = Tokens.NewText() }).ToList();
        await registration.ImportAsync(eventId, people.Select((p, i) => new ImportLine(i + 1, p, [])).ToAsyncEnumerable(), cancellation);
        return people.ConvertAll(p => p.Code!);
    }

    private async Task ScanAsync(ExhibitorKey exhibitor, IEnumerable<string> codes, string scannedBy, CancellationToken cancellation)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds() - 6 * 3600;
        foreach (var code in codes)
            await scanning.ScanAsync(exhibitor, code, at += 60, scannedBy, ScanOrigin.Connect);
    }

    /// <summary>Who scans: Eva on a seat of the first exhibitor and Sam without, Sam on one of the second.</summary>
    private Scanner NewScanner(Exhibitor exhibitor, string name, bool seated) => new()
    {
        EventId = exhibitor.EventId,
        ExhibitorId = exhibitor.Id,
        Name = name,
        SeatedAt = seated ? time.GetUtcNow() : null,
        AddedAt = time.GetUtcNow(),
    };

    private async Task QualifyAsync(ExhibitorKey exhibitor, ExhibitorQuestion rating, string folder, CancellationToken cancellation)
    {
        var rows = new ConnectionRow[30];
        var count = await store.ReadPageAsync(exhibitor, 0, rows, cancellation);
        for (var i = 0; i < count; i++)
        {
            var option = rating.Options[i % rating.Options.Count];
            var now = time.GetUtcNow();
            List<LeadInput> inputs =
            [
                new(ShortId.New(), LeadEntryKind.Answer, now, "Eva", rating.Id, [option.Id]),
                new(ShortId.New(), LeadEntryKind.Memo, now, "Eva", Text: "Wants a quote before the end of the month."),
            ];
            foreach (var kind in i % 10 == 0 ? [LeadEntryKind.Image, LeadEntryKind.Audio] : Array.Empty<LeadEntryKind>())
            {
                var file = new LeadInput(ShortId.New(), kind, now, "Eva");
                DemoFiles.Write(folder, rows[i].Id, file.Id, kind is LeadEntryKind.Image ? NoteType.Image : NoteType.Audio);
                inputs.Add(file);
            }
            await leads.AddAsync(exhibitor, rows[i].Seq, inputs, cancellation);
        }
    }
}
