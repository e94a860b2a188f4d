using System.Globalization;
using System.Runtime.CompilerServices;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Lanyard.Badges;

/// <summary>Prints the badges of an event's registrants: what the API and the pages do alike.</summary>
public sealed partial class BadgePrinting(
    IStore store, Keys keys, AuditLog audit, TimeProvider time, ILogger<BadgePrinting> logger)
{
    private const int ChunkSize = 200;
    private const int MostFaults = 100;
    private const string SampleCode = "A-sample-that-belongs-to-nobody-";

    /// <summary>Finds whose badges are to be printed, in their order. An unknown key is a fault, as is an empty choice.</summary>
    public async Task<BadgeChoice> ChooseAsync(long eventId, BadgeSelection selection, CancellationToken cancellation)
    {
        var (text, fault) = await TextAsync(eventId, selection.Category, cancellation);
        if (fault is not null)
            return new(text, [], [fault]);
        var found = await RowsAsync(eventId, selection, cancellation);
        if (selection.Keys is { } asked)
        {
            var known = found.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
            var printed = selection.OnlyUnprinted ? await PrintedAsync(eventId, asked, cancellation) : [];
            var faults = asked.Index().Where(k => !known.Contains(k.Item) && !printed.Contains(k.Item)).Take(MostFaults)
                .Select(k => new SelectionFault($"keys[{k.Index}]", "is not a registrant of this event who has a badge code"))
                .ToList();
            if (faults.Count > 0)
                return new(text, [], faults);
        }
        if (found.Count == 0)
        {
            return new(text, [], [new("keys", SearchText.Terms(selection.Search ?? "").Count > 0
                ? "leaves no badge to print: nobody who has one to be printed is found by the search"
                : selection.OnlyUnprinted
                ? "leaves no badge to print: all of them were printed before"
                : "leaves no badge to print: the event has no registrant with a badge code")]);
        }
        var compare = CultureInfo.InvariantCulture.CompareInfo.GetStringComparer(CompareOptions.IgnoreCase);
        var ordered = found.OrderBy(r => r.First, compare).ThenBy(r => r.Second, compare).ThenBy(r => r.Key, StringComparer.Ordinal);
        return new(text, [.. ordered.Select(r => r.Id)], []);
    }

    /// <summary>
    /// Writes a PDF of the badges that were chosen. The audit log has it before the first byte; the badges count as printed
    /// when the last one is written.
    /// </summary>
    public async Task PrintAsync(
        BadgeChoice choice, BadgeSheet sheet, Actor actor, Stream output, CancellationToken cancellation)
    {
        var show = choice.Text!.Event;
        await store.WriteAsync(async data =>
        {
            await audit.AddAsync(data, show.OrganiserId, actor, "badges.printed", ShortId.Format(show.Id),
                string.Create(CultureInfo.InvariantCulture, $"{choice.Count} badges, {sheet.Layout.Id}"));
            return 0;
        }, cancellation);
        await BadgeDocument.WriteAsync(output, ReadAsync(choice, cancellation), sheet, cancellation);
        foreach (var chunk in choice.Registrants.Chunk(ChunkSize))
            await MarkAsync(show.Id, chunk, cancellation);
    }

    /// <summary>
    /// The first page as a PNG, with the first registrants by key or, where there are none, a sample person. Its QR codes are
    /// samples as dense as the real ones: a picture lets nobody in.
    /// </summary>
    /// <param name="key">Begins with this registrant; null for the first.</param>
    /// <returns>The picture, or what is wrong.</returns>
    public async Task<(byte[]? Png, SelectionFault? Fault)> PreviewAsync(
        long eventId, string? key, string? category, BadgeSheet sheet, float pixelsPerMillimetre, CancellationToken cancellation)
    {
        var (text, fault) = await TextAsync(eventId, category, cancellation);
        if (fault is not null)
            return (null, fault);
        var registrants = await store.ReadAsync(data => data.Registrants
            .Where(r => r.EventId == eventId && r.BadgeCode != null && (key == null || r.Key.CompareTo(key) >= 0))
            .OrderBy(r => r.Key).Take(sheet.Layout.Count).ToListAsync(cancellation));
        if (key is not null && registrants.FirstOrDefault()?.Key != key)
            return (null, new("key", "is not a registrant of this event who has a badge code"));
        var badges = registrants.Count > 0
            ? registrants.ConvertAll(r => text!.Of(r, Sample(keys.Unprotect(r.BadgeCode).Length)))
            : [text!.Of(BadgeText.Sample, "", "Category", Sample(SampleCode.Length))];
        return (BadgeDocument.Picture(badges, sheet, pixelsPerMillimetre), null);
    }

    private static string Sample(int length) =>
        string.Concat(Enumerable.Repeat(SampleCode, length / SampleCode.Length + 1))[..length];

    private async Task<(BadgeText? Text, SelectionFault? Fault)> TextAsync(
        long eventId, string? category, CancellationToken cancellation)
    {
        var (show, question) = await store.ReadAsync(async data => (
            await data.Events.SingleAsync(e => e.Id == eventId, cancellation),
            category is null ? null : await data.ProfileQuestions
                .SingleOrDefaultAsync(q => q.EventId == eventId && q.Key == category, cancellation)));
        return category is not null && question is null
            ? (null, new("category", "is not the key of a profile question of this event"))
            : (new(show, question), null);
    }

    private async Task<List<Row>> RowsAsync(long eventId, BadgeSelection selection, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        var parts = new List<IEnumerable<string>?>();
        if (selection.Keys is { } asked)
            parts.AddRange(asked.Distinct(StringComparer.Ordinal).Chunk(ChunkSize));
        else
            parts.Add(null);
        foreach (var part in parts)
        {
            await store.ReadAsync(async data =>
            {
                var query = data.Registrants.Where(r => r.EventId == eventId && r.BadgeCode != null);
                if (part is not null)
                    query = query.Where(r => part.Contains(r.Key));
                foreach (var term in SearchText.Terms(selection.Search ?? ""))
                    query = query.Where(r => r.Search.Contains(term));
                if (selection.OnlyUnprinted)
                    query = query.Where(r => !data.BadgePrints.Any(p => p.EventId == eventId && p.RegistrantId == r.Id));
                await foreach (var r in query.Select(r => new { r.Id, r.Key, r.Contact })
                    .AsAsyncEnumerable().WithCancellation(cancellation))
                    rows.Add(Row.Of(r.Id, r.Key, ContactJson.Read(r.Contact), selection.Order));
                return 0;
            });
        }
        return rows;
    }

    private async Task<HashSet<string>> PrintedAsync(long eventId, IReadOnlyList<string> asked, CancellationToken cancellation)
    {
        var printed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in asked.Chunk(ChunkSize))
        {
            printed.UnionWith(await store.ReadAsync(data => data.Registrants
                .Where(r => r.EventId == eventId && r.BadgeCode != null && part.Contains(r.Key)
                    && data.BadgePrints.Any(p => p.EventId == eventId && p.RegistrantId == r.Id))
                .Select(r => r.Key).ToListAsync(cancellation)));
        }
        return printed;
    }

    private async IAsyncEnumerable<Badge> ReadAsync(BadgeChoice choice, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var eventId = choice.Text!.Event.Id;
        var withBoxes = 0;
        foreach (var chunk in choice.Registrants.Chunk(ChunkSize))
        {
            var registrants = await store.ReadAsync(data => data.Registrants
                .Where(r => r.EventId == eventId && chunk.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation));
            foreach (var id in chunk)
            {
                // Erased since they were chosen.
                if (!registrants.TryGetValue(id, out var registrant) || registrant.BadgeCode is null)
                    continue;
                var badge = choice.Text.Of(registrant, keys.Unprotect(registrant.BadgeCode));
                if (!FontStack.Bold.Covers(badge.Name))
                    withBoxes++;
                yield return badge;
            }
        }
        if (withBoxes > 0)
            Log.FontMissing(logger, withBoxes);
    }

    private Task<int> MarkAsync(long eventId, long[] registrants, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            await data.BadgePrints.Where(p => p.EventId == eventId && registrants.Contains(p.RegistrantId))
                .ExecuteDeleteAsync(cancellation);
            var now = time.GetUtcNow();
            data.BadgePrints.AddRange(registrants.Select(id => new BadgePrint { EventId = eventId, RegistrantId = id, At = now }));
            return registrants.Length;
        }, cancellation);

    private sealed record Row(long Id, string Key, string? First, string? Second)
    {
        public static Row Of(long id, string key, Contact contact, BadgeOrder order) => order switch
        {
            BadgeOrder.Name => new(id, key, contact.LastName, contact.FirstName),
            BadgeOrder.Company => new(id, key, contact.Company, contact.LastName),
            _ => new(id, key, null, null),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "{Count} badges have a name with characters for which no font is installed; they show a box instead")]
        public static partial void FontMissing(ILogger logger, int count);
    }
}
