using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Demo;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Demo;

/// <summary>Makes a show of any size for capacity tests: people by the import, connections in bulk.</summary>
internal sealed class ShowMaker(
    IStore store, IBulkStore bulk, ApiClients clients, Registration registration, Keys keys, TimeProvider time)
{
    private const int ExhibitorsInTransaction = 500;
    private static readonly TimeSpan Duration = TimeSpan.FromDays(3);

    /// <exception cref="StoreException">The store has connections already.</exception>
    public async Task<ShowFile> MakeAsync(ShowSize size, ProgressLine progress, CancellationToken cancellation)
    {
        if (await store.ReadAsync(data => data.Connections.AnyAsync(cancellation)))
            throw new StoreException("The store has connections already: name a new folder or an empty database.");
        var now = time.GetUtcNow();
        var organiser = new Organiser { Name = "Capacity test", CreatedAt = now };
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var show = new Event
        {
            OrganiserId = organiser.Id,
            Name = "Capacity test",
            StartsOn = today.AddDays(-2),
            EndsOn = today,
            TimeZone = "Europe/Amsterdam",
        };
        var secret = await store.WriteAsync(context =>
        {
            context.Add(organiser);
            context.Add(show);
            context.AddRange(DemoMaker.Questions(show.Id));
            return Task.FromResult(clients.Create(context, organiser.Id, null, "Capacity test").Secret);
        }, cancellation);
        var exhibitors = await AddExhibitorsAsync(show, size.Exhibitors, progress, cancellation);
        var badges = await RegisterAsync(show.Id, size.Registrants, progress, cancellation);
        await ConnectAsync(size, show.Id, exhibitors, progress, cancellation);
        return new(
            ShortId.Format(show.Id), new(secret.ClientId, secret.Secret), exhibitors.ConvertAll(e => e.Client), badges);
    }

    private async Task<List<(long Id, ShowClient Client)>> AddExhibitorsAsync(
        Event show, int count, ProgressLine progress, CancellationToken cancellation)
    {
        var made = new List<(long, ShowClient)>(count);
        foreach (var numbers in Enumerable.Range(1, count).Chunk(ExhibitorsInTransaction))
        {
            made.AddRange(await store.WriteAsync(context => Task.FromResult(numbers.Select(number =>
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"X-{number}");
                var exhibitor = new Exhibitor { EventId = show.Id, Key = key, Name = $"Exhibitor {key}" };
                context.Add(exhibitor);
                context.Add(new License
                {
                    EventId = show.Id,
                    ExhibitorId = exhibitor.Id,
                    Kind = LicenseKind.Api,
                    From = time.GetUtcNow() - Duration,
                });
                var secret = clients.Create(context, show.OrganiserId, new(show.Id, exhibitor.Id), key).Secret;
                return (exhibitor.Id, new ShowClient(secret.ClientId, secret.Secret));
            }).ToList()), cancellation));
            progress.Report("exhibitors", made.Count, count);
        }
        return made;
    }

    private async Task<List<string>> RegisterAsync(
        long eventId, int count, ProgressLine progress, CancellationToken cancellation)
    {
        var badges = new List<string>(count);
        await registration.ImportAsync(eventId, Lines().ToAsyncEnumerable(), cancellation);
        progress.Report("registrants", count, count);
        return badges;

        IEnumerable<ImportLine> Lines()
        {
            foreach (var person in DemoPeople.Generate(count, seed: 1, "R-"))
            {
                badges.Add(Tokens.NewText());
                if (badges.Count % 1_000 == 0)
                    progress.Report("registrants", badges.Count - 1, count);
                yield return new(badges.Count, person with { Code = badges[^1] }, []);
            }
        }
    }

    private async Task ConnectAsync(
        ShowSize size, long eventId, List<(long Id, ShowClient Client)> exhibitors, ProgressLine progress,
            CancellationToken cancellation)
    {
        var registrants = await store.ReadAsync(data =>
            data.Registrants.Where(r => r.EventId == eventId).Select(r => r.Id).ToArrayAsync(cancellation));
        var duration = (long)Duration.TotalMicroseconds;
        var start = (time.GetUtcNow() - DateTimeOffset.UnixEpoch - Duration).Ticks / TimeSpan.TicksPerMicrosecond;
        var connections = size.Meetings().Select((meeting, number) =>
        {
            var revision = start + (long)((double)number / size.Connections * duration);
            return new Connection
            {
                EventId = eventId,
                Seq = number + 1,
                Id = keys.ConnectionId(number + 1),
                ExhibitorId = exhibitors[meeting.Exhibitor].Id,
                RegistrantEventId = eventId,
                RegistrantId = registrants[meeting.Registrant],
                RegistrantVersion = 1,
                Revision = revision,
                State = ConnectionState.Completed,
                Time = revision / 1_000_000,
            };
        });
        await bulk.AddConnectionsAsync(connections, progress.Of("connections", size.Connections), cancellation);
        progress.Report("connections", size.Connections, size.Connections);
    }
}

/// <summary>What a capacity test needs to call: the clients' secrets and the badge codes.</summary>
internal sealed record ShowFile(
    string EventId, ShowClient Organiser, IReadOnlyList<ShowClient> Exhibitors, IReadOnlyList<string> Badges);

internal sealed record ShowClient(string ClientId, string ClientSecret);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShowFile))]
internal sealed partial class ShowJson : JsonSerializerContext;
