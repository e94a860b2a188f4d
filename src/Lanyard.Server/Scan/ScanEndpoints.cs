using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Leads;
using Lanyard.Core.Events;
using Lanyard.Core.Seats;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Files;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Scan;

/// <summary>What the phone scanner asks the server.</summary>
internal static class ScanEndpoints
{
    private const int MostItems = 100;
    private const int LongestBody = 4 << 20;

    // All guesses at scan-only links count together; an address waits for its own alone.
    private const string Guesses = "scan-only link";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/session", SessionAsync);
        group.MapPost("/join", JoinAsync);
        group.MapPost("/leave", LeaveAsync);
        group.MapPost("/items", ItemsAsync);
        group.MapPost("/files/{lead}/{note}", FileAsync);
    }

    private static async Task<IResult> SessionAsync(
        HttpContext context, ScanSessions sessions, Scanners scanners, LeadEditing editing, TimeProvider time)
    {
        if (await sessions.FindAsync(context) is not { } person)
            return Nobody(context);
        var cancellation = context.RequestAborted;
        await scanners.SeenAsync(person.Scanner, cancellation);
        var plan = await scanners.PlanAsync(person.Exhibitor, cancellation);
        var questions = await editing.QuestionsAsync(person.Exhibitor, cancellation);
        return TypedResults.Json(new SessionAnswer(
            new(ShortId.Format(person.Scanner.Id), person.Scanner.Name, person.Scanner.AccountId is null,
                person.Scanner.AccountId is { } account ? ShortId.Format(account) : null),
            plan.Scanners.Any(s => s.Scanner.Id == person.Scanner.Id && s.HasSeat),
            Choice(person.For), person.For.Event.TimeZone, time.GetUtcNow(),
            [.. questions.Select(q => new QuestionAnswer(ShortId.Format(q.Id), q.Name, QuestionTypes.Name(q.Type),
                [.. q.Options.Select(o => new OptionAnswer(ShortId.Format(o.Id), o.Name))]))],
            [.. person.Choice.Select(Choice)]), ScanWire.Default.SessionAnswer);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, Scanners scanners, GuessThrottle throttle)
    {
        if (await RequestBody.ReadAsync(context, LongestBody, ScanWire.Default.JoinBody) is not { } body)
            return Results.Empty;
        var address = context.Connection.RemoteIpAddress;
        if (throttle.WaitOrNull(Guesses, address) is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problems.Of(context, "throttled", "Too many links that do not work came from here. Wait a minute.");
        }
        var joined = await scanners.JoinAsync(body.Secret ?? "", body.Name, context.RequestAborted);
        if (joined.Value is { } device)
        {
            throttle.Succeeded(Guesses, address);
            ScanSessions.Keep(context, device.Token);
            return TypedResults.NoContent();
        }
        if (joined.Refusal!.Kind is not RefusalKind.NotFound)
            return Problems.Of(context, "invalid_request", joined.Refusal.Text);
        throttle.Failed(Guesses, address);
        return Problems.Of(context, "not_found", "This link works no more. Ask for the new one.");
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, ScanSessions sessions, Scanners scanners)
    {
        if (!context.Request.HasJsonContentType())
            return Problems.Of(context, "unsupported_media_type", "Send the body as application/json.");
        var person = await sessions.FindAsync(context);
        if (person?.Scanner.AccountId is not null)
        {
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return TypedResults.NoContent();
        }
        if (person?.Scanner is { } device)
            await scanners.RemoveAsync(person.Exhibitor, device.Id, new Actor(ActorKind.Lanyard, 0, device.Name), context.RequestAborted);
        ScanSessions.Forget(context);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ItemsAsync(HttpContext context, ScanSessions sessions, Scanners scanners, ScanItems items)
    {
        if (await sessions.FindAsync(context) is not { } person)
            return Nobody(context);
        if (await RequestBody.ReadAsync(context, LongestBody, ScanWire.Default.ItemsBody) is not { } body)
            return Results.Empty;
        if (body.Items is not { Count: > 0 and <= MostItems } list)
            return Problems.Of(context, "invalid_request", $"items must be an array of 1 to {MostItems} items.");
        await scanners.SeenAsync(person.Scanner, context.RequestAborted);
        var results = new List<ItemAnswer>(list.Count);
        foreach (var item in list)
            results.Add(await items.TakeAsync(person, item, context.RequestAborted));
        return TypedResults.Json(new ItemsAnswer(results), ScanWire.Default.ItemsAnswer);
    }

    private static async Task<IResult> FileAsync(
        HttpContext context, string lead, string note, string? kind, string? time, ScanSessions sessions, ScanItems items,
        NoteUpload upload, Keys keys)
    {
        if (await sessions.FindAsync(context) is not { } person)
            return Nobody(context);
        if (!ShortId.TryParse(note, out var noteId) || kind is not ("image" or "audio"))
            return Problems.Of(context, "invalid_request", "kind must be image or audio, and the note's id have 13 characters.");
        if (items.TimeOrNull(time, out var fault) is not { } at)
            return Problems.Of(context, "invalid_request", fault);
        var cancellation = context.RequestAborted;
        if (await items.LeadOrNullAsync(person, lead, cancellation) is not { } seq)
            return Problems.Of(context, "not_found", "There is no lead of yours with this id.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = NoteUpload.Longest;
        using var file = new MemoryStream();
        await context.Request.Body.CopyToAsync(file, cancellation);
        var added = await upload.AddAsync(person.Exhibitor, keys.ConnectionId(seq), noteId,
            kind is "image" ? LeadEntryKind.Image : LeadEntryKind.Audio, file.ToArray(), at, person.Scanner.Name, cancellation);
        return added.Refusal is { } refusal
            ? Problems.Of(context, refusal.Kind is RefusalKind.NotFound ? "not_found" : "invalid_request", refusal.Text)
            : TypedResults.NoContent();
    }

    private static ChoiceAnswer Choice(Core.Exhibitors.ExhibitorAtEvent at) =>
        new(at.Key.Format(), at.Exhibitor.Name, at.Event.Name);

    private static IResult Nobody(HttpContext context) =>
        Problems.Of(context, "invalid_token", "Nobody is signed in here who may scan.");
}
