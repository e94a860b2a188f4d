using System.Globalization;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Scan;

/// <summary>
/// Takes what phones kept, in its order. Each item has its own result: one that cannot be taken holds no other up, and an
/// item sent again changes nothing.
/// </summary>
internal sealed partial class ScanItems(
    IStore store, Keys keys, Scanning scanning, LeadEditing editing, ConnectionReader reader, TimeProvider time, ILogger<ScanItems> logger)
{
    private const int LongestCode = 512;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    public async Task<ItemAnswer> TakeAsync(ScanPerson person, JsonElement element, CancellationToken cancellation)
    {
        ItemBody? item = null;
        try
        {
            item = element.Deserialize(ScanWire.Default.ItemBody);
            return item is null ? Fault(null, "An item is an object.") : await TakeAsync(person, item, cancellation);
        }
        catch (JsonException)
        {
            return Fault(null, "An item is an object whose values are text, and options an array of text.");
        }
        catch (Exception exception) when (exception is not (StoreUnavailableException or OperationCanceledException))
        {
            Log.Failed(logger, exception);
            return new(item?.Id, null, new("internal_error", "The fault is ours. Send it again: that is safe."));
        }
    }

    /// <summary>The lead's row number when it is the exhibitor's, and this person may add to it.</summary>
    public async Task<long?> LeadOrNullAsync(ScanPerson person, string? lead, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(lead, out var id))
            return null;
        var seq = keys.ConnectionRow(id);
        if (await store.FindAsync(person.Exhibitor, seq, cancellation) is null)
            return null;
        var name = person.Scanner.Name;
        return person.For.May(ExhibitorRights.SeeAll) || await store.ReadAsync(data => data.Scans.AnyAsync(
            s => s.EventId == person.Exhibitor.EventId && s.ConnectionSeq == seq && s.Origin == ScanOrigin.Connect && s.ScannedBy == name,
            cancellation)) ? seq : null;
    }

    /// <summary>A time that the phone says; null, with the reason, when it cannot be.</summary>
    public DateTimeOffset? TimeOrNull(string? text, out string fault)
    {
        fault = !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || !text.Contains('T', StringComparison.OrdinalIgnoreCase) ? "time is not a time such as 2023-10-01T13:20:07Z."
            : at > time.GetUtcNow() + Ahead ? "time is more than ten minutes in the future."
            : at < DateTimeOffset.UnixEpoch ? "time is before 1970."
            : "";
        return fault.Length == 0 ? at.ToUniversalTime() : null;
    }

    private async Task<ItemAnswer> TakeAsync(ScanPerson person, ItemBody item, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(item.Id, out var id))
            return Fault(item.Id, "id must have 13 characters of 0 to 9 and a to z.");
        if (TimeOrNull(item.Time, out var fault) is not { } at)
            return Fault(item.Id, fault);
        if (item.Kind is "scan")
            return await ScanAsync(person, item, at, cancellation);
        if (InputOrNull(item, id, at, person.Scanner.Name) is not { } input)
            return Fault(item.Id, "kind must be scan, answer, memo or removal, and name what it is about.");
        if (await LeadOrNullAsync(person, item.Lead, cancellation) is not { } seq)
            return new(item.Id, null, new("not_found", "There is no lead of yours with this id."));
        var added = await editing.AddAsync(person.Exhibitor, seq, [input], cancellation);
        return added.Refusal is { } refusal
            ? new(item.Id, null, new(refusal.Kind is RefusalKind.NotFound ? "not_found" : "invalid_request", refusal.Text))
            : new(item.Id, null, null);
    }

    private async Task<ItemAnswer> ScanAsync(ScanPerson person, ItemBody item, DateTimeOffset at, CancellationToken cancellation)
    {
        var code = item.Code?.Trim();
        if (string.IsNullOrEmpty(code) || code.Length > LongestCode)
            return Fault(item.Id, $"code must have 1 to {LongestCode} characters.");
        var seconds = at.ToUnixTimeSeconds();
        var result = await scanning.ScanAsync(person.Exhibitor, code, seconds, person.Scanner.Name, ScanOrigin.Connect);
        return result.Kind switch
        {
            ScanResultKind.Stored => new(item.Id, await ReadAsync(result, seconds, person.Scanner.Name, cancellation), null),
            ScanResultKind.NotConsented =>
                new(item.Id, null, new("not_consented", "This person has not agreed to be scanned by exhibitors.")),
            ScanResultKind.NoAccess => new(item.Id, null, new("no_access", "The badge belongs to another event.")),
            _ => new(item.Id, null, new("unknown_code", "No badge has this code.")),
        };
    }

    private async Task<ScannedLead> ReadAsync(ScanResult result, long seconds, string name, CancellationToken cancellation)
    {
        var row = result.Connection;
        using var json = await reader.WriteAsync(row, result.Content, default, cancellation);
        using var record = JsonDocument.Parse(json.WrittenMemory);
        var contact = record.RootElement.GetProperty("contact");
        var by = record.RootElement.GetProperty("scanInfo").GetString() ?? "";
        var full = string.Join(' ', new[] { "firstName", "lastNamePrefix", "lastName" }
            .Select(part => contact.GetProperty(part).GetString()).Where(part => !string.IsNullOrEmpty(part)));
        return new(ShortId.Format(row.Id), record.RootElement.GetProperty("state").GetString()!, full.Length == 0 ? null : full,
            contact.GetProperty("company").GetString(), DateTimeOffset.FromUnixTimeSeconds(row.Time), by,
            row.Time == seconds && by == name);
    }

    private static LeadInput? InputOrNull(ItemBody item, long id, DateTimeOffset at, string by)
    {
        if (item.Kind is "memo")
            return new(id, LeadEntryKind.Memo, at, by, Text: item.Text);
        if (item.Kind is "removal" && ShortId.TryParse(item.Note, out var note))
            return new(id, LeadEntryKind.Removal, at, by, note);
        if (item.Kind is not "answer" || !ShortId.TryParse(item.Question, out var question))
            return null;
        var options = new List<long>();
        foreach (var text in item.Options ?? [])
        {
            if (!ShortId.TryParse(text, out var option))
                return null;
            options.Add(option);
        }
        return new(id, LeadEntryKind.Answer, at, by, question, options, item.Text);
    }

    private static ItemAnswer Fault(string? id, string detail) => new(id, null, new("invalid_request", detail));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "An item of a phone could not be taken")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
