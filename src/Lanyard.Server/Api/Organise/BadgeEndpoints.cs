using Lanyard.Badges;
using Lanyard.Core;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>Badges of an event's registrants, as PDF.</summary>
internal static class BadgeEndpoints
{
    private const int LongestBody = 4 * 1024 * 1024;
    private const float PixelsPerMillimetre = 5;

    public static void MapBadgeLayouts(this RouteGroupBuilder group) =>
        group.MapGet("badge-layouts", ListLayouts).WithName("ListBadgeLayouts")
            .WithSummary("The sizes in which badges can be printed, in millimetres").Produces<IReadOnlyList<BadgeLayoutView>>();

    public static void MapBadges(this RouteGroupBuilder events)
    {
        events.MapPost("badges", PrintAsync).WithName("PrintBadges")
            .WithSummary("A PDF of badges: of everyone, of those with the given keys, or of those not printed yet")
            .Accepts<BadgesBody>("application/json").Produces<Stream>(200, "application/pdf").Fails(400, 413, 415);
        events.MapGet("badges/preview", PreviewAsync).WithName("PreviewBadges")
            .WithSummary("A picture of the first page, with QR codes that let nobody in")
            .Produces<Stream>(200, "image/png").Fails(400);
    }

    private static IResult ListLayouts() => TypedResults.Json(
        BadgeLayouts.All.Select(l => new BadgeLayoutView(
            l.Id, l.Name, l.PageWidth, l.PageHeight, l.Width, l.Height, l.Count, l.IsFolded)).ToList(),
        OrganiseJson.Default.Options);

    private static async Task<IResult> PrintAsync(HttpContext context, BadgePrinting printing, CancellationToken cancellation)
    {
        if (await RequestBody.ReadAsync(context, LongestBody, OrganiseJson.Default.BadgesBody) is not { } body)
            return Results.Empty;
        var faults = new List<ProblemFault>();
        var sheet = SheetOrNull(body.Layout, body.StartAt, body.CropMarks, faults);
        BadgeOrder? order = body.OrderBy switch
        {
            null or "name" => BadgeOrder.Name,
            "company" => BadgeOrder.Company,
            "key" => BadgeOrder.Key,
            _ => null,
        };
        if (order is null)
            faults.Add(new("orderBy", "must be name, company or key"));
        if (faults.Count > 0)
            return Refuse(context, faults);
        var selection = new BadgeSelection(body.Keys, body.OnlyUnprinted ?? false, order!.Value, body.Category, body.Search);
        var choice = await printing.ChooseAsync(context.EventId(), selection, cancellation);
        if (choice.Faults.Count > 0)
            return Refuse(context, choice.Faults.Select(f => new ProblemFault(f.Field, f.Reason)));
        return Results.Stream(
            output => printing.PrintAsync(choice, sheet!, context.Actor(), output, cancellation), "application/pdf", "badges.pdf");
    }

    private static async Task<IResult> PreviewAsync(
        HttpContext context, BadgePrinting printing, string? layout, string? key, string? category, int? startAt, bool? cropMarks,
        CancellationToken cancellation)
    {
        var faults = new List<ProblemFault>();
        if (SheetOrNull(layout, startAt, cropMarks, faults) is not { } sheet)
            return Refuse(context, faults);
        var (png, fault) = await printing.PreviewAsync(context.EventId(), key, category, sheet, PixelsPerMillimetre, cancellation);
        return fault is null ? Results.Bytes(png!, "image/png") : Refuse(context, [new(fault.Field, fault.Reason)]);
    }

    private static BadgeSheet? SheetOrNull(string? id, int? startAt, bool? cropMarks, List<ProblemFault> faults)
    {
        if (BadgeLayouts.FindOrNull(id) is not { } layout)
            faults.Add(new("layout", "must be one of " + string.Join(", ", BadgeLayouts.All.Select(l => l.Id))));
        else if (startAt < 1 || startAt > layout.Count)
            faults.Add(new("startAt", $"must be 1 to {layout.Count}, the places of a page of {layout.Id}"));
        else
            return new(layout, startAt ?? 1, cropMarks ?? false);
        return null;
    }

    private static IResult Refuse(HttpContext context, IEnumerable<ProblemFault> faults) =>
        Problems.Of(context, "invalid_request", "No badge was printed; see faults.", faults.ToList());
}
