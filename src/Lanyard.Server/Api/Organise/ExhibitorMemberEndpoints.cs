using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Mail;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>Who works for an exhibitor.</summary>
internal static class ExhibitorMemberEndpoints
{
    private const string All = "exhibitors/{key}/members";

    private static readonly (ExhibitorRights Right, string Name)[] Names =
    [
        (ExhibitorRights.Scan, "scan"), (ExhibitorRights.SeeAll, "seeAll"), (ExhibitorRights.Export, "export"),
        (ExhibitorRights.Manage, "manage"),
    ];

    public static void MapExhibitorMembers(this RouteGroupBuilder events)
    {
        events.MapGet(All, ListAsync).WithName("ListExhibitorMembers").WithSummary("The people who work for the exhibitor")
            .Produces<IReadOnlyList<ExhibitorMemberItem>>();
        events.MapPost("exhibitors/{key}/invitations", InviteAsync).WithName("InviteExhibitorMember")
            .WithSummary("Invites a person to work for the exhibitor; this answer alone shows the link, which works once, for 24 hours")
            .Accepts<ExhibitorInvitationBody>("application/json").Produces<LinkView>(201).Fails(400, 413, 415);
        events.MapDelete(All + "/{accountId}", RemoveAsync).WithName("RemoveExhibitorMember")
            .WithSummary("Removes a person from the exhibitor's team; the seat is free").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string key, ExhibitorAdministration exhibitors,
        ExhibitorMembers members, CancellationToken cancellation)
    {
        if (await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var list = await members.ListAsync(exhibitor, cancellation);
        return TypedResults.Json(list.ConvertAll(m => new ExhibitorMemberItem(ShortId.Format(m.AccountId), m.Name, m.Email,
            [.. Names.Where(n => m.Rights.HasFlag(n.Right)).Select(n => n.Name)], m.AddedAt)), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> InviteAsync(HttpContext context, string key, ExhibitorAdministration exhibitors,
        Invitations invitations, ServerSettings settings, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ExhibitorInvitationBody) is not { } body)
            return Results.Empty;
        if (body.Email is not { } email || !MailAddresses.IsOne(email))
            return Problems.Of(context, "invalid_request", "email is not an address such as name@example.com.");
        if (ReadOrNull(body.Rights) is not { } rights)
            return Problems.Of(context, "invalid_request", "rights must be an array of scan, seeAll, export and manage.");
        if (await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var secret = await invitations.InviteAsync(exhibitor, email, rights, context.Actor(), null, cancellation);
        var origin = settings.OriginOf(context.Request);
        return TypedResults.Json(
            new LinkView($"{origin}{PagePaths.Connect}/join/{secret}"), OrganiseJson.Default.Options, statusCode: 201);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string key, string accountId,
        ExhibitorAdministration exhibitors, ExhibitorMembers members, CancellationToken cancellation)
    {
        if (await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var refusal = ShortId.TryParse(accountId, out var id)
            ? await members.RemoveAsync(exhibitor, id, context.Actor(), cancellation) : Refusal.NotFound("member");
        return refusal is null ? TypedResults.NoContent() : OrganiseEndpoints.Refuse(context, refusal);
    }

    /// <summary>Null for a name that is none of the rights.</summary>
    private static ExhibitorRights? ReadOrNull(IReadOnlyList<string>? names)
    {
        if (names is null)
            return ExhibitorRights.All;
        var rights = ExhibitorRights.None;
        foreach (var name in names)
        {
            var found = Array.Find(Names, n => n.Name == name).Right;
            if (found is ExhibitorRights.None)
                return null;
            rights |= found;
        }
        return rights;
    }
}
