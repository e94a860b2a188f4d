using Lanyard.Badges;
using Lanyard.Core;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Badges;

/// <summary>Answers with the PDF of the badges that the page shows.</summary>
internal static class BadgePrint
{
    private const string Address = "/organise/events/{eventId}/badges/print";

    public static void MapBadgePrint(this WebApplication app)
    {
        app.MapPost(Address, PrintAsync).ExcludeFromDescription();
        app.MapGet(Address, (PageContext page) => Results.Redirect(page.EventPath("badges"))).ExcludeFromDescription();
    }

    private static async Task<IResult> PrintAsync(
        HttpContext context, PageContext page, BadgePrinting printing, IStringLocalizer<Texts> L)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var asked = BadgeChoiceForm.Read(name => form[name]);
        var faults = new FormFaults();
        if (asked.SheetOrNull(faults, L) is not { } sheet)
            return Back(page, asked);
        var choice = await printing.ChooseAsync(page.Event.Id, asked.Selection(), context.RequestAborted);
        if (choice.Faults.Count > 0)
            return Back(page, asked);
        return Results.Stream(
            output => printing.PrintAsync(choice, sheet, page.Actor, output, context.RequestAborted), "application/pdf",
            $"badges-{ShortId.Format(page.Event.Id)}.pdf");
    }

    // The page says what is wrong.
    private static IResult Back(PageContext page, BadgeChoiceForm asked) =>
        Results.Redirect(page.EventPath("badges") + QueryString.Create(asked.Fields()));
}
