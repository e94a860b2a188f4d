using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Mail;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Api.Organise;

/// <summary>Who works for the organiser, and what was done. For API clients and owners.</summary>
internal static class MemberEndpoints
{
    private const int LongestPage = 1_000;

    public static void MapMembers(this RouteGroupBuilder organiser)
    {
        var group = organiser.MapGroup("").AddEndpointFilter(RequireOwnerAsync);
        group.MapGet("members", ListAsync).WithName("ListMembers").WithSummary("The members of the organiser")
            .Produces<IReadOnlyList<MemberItem>>();
        group.MapPost("invitations", InviteAsync).WithName("InviteMember")
            .WithSummary("Invites a member; this answer alone shows the link, which works once, for 24 hours")
            .Accepts<InvitationBody>("application/json").Produces<LinkView>(201).Fails(400, 413, 415);
        group.MapPut("members/{accountId}", ChangeAsync).WithName("ChangeMember").WithSummary("Changes the role of a member")
            .Accepts<RoleBody>("application/json").Produces(204).Fails(400, 404, 409, 413, 415);
        group.MapDelete("members/{accountId}", RemoveAsync).WithName("RemoveMember")
            .WithSummary("Removes a member, whose sessions end at once").Produces(204).Fails(404, 409);
        group.MapGet("audit", AuditAsync).WithName("ListAuditEntries")
            .WithSummary("The audit log after an entry, at most 1,000 entries, and the first one that was tampered with")
            .Produces<AuditView>().Fails(400);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Members members, CancellationToken cancellation)
    {
        var list = await members.ListAsync(context.Client().OrganiserId, cancellation);
        return TypedResults.Json(
            list.ConvertAll(m => new MemberItem(ShortId.Format(m.AccountId), m.Name, m.Email, Name(m.Role), m.HasSecondFactor, m.AddedAt)),
            OrganiseJson.Default.Options);
    }

    private static async Task<IResult> InviteAsync(
        HttpContext context, Invitations invitations, ServerSettings settings, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.InvitationBody) is not { } body)
            return Results.Empty;
        var role = ParseOrNull(body.Role);
        if (role is null)
            return Problems.Of(context, "invalid_request", "role must be owner, staff or readOnly.");
        if (body.Email is not { } email || !MailAddresses.IsOne(email))
            return Problems.Of(context, "invalid_request", "email is not an address such as name@example.com.");
        var secret = await invitations.InviteAsync(context.Client().OrganiserId, email, role.Value, context.Actor(), cancellation);
        var origin = settings.OriginOf(context.Request);
        return TypedResults.Json(new LinkView($"{origin}/organise/join/{secret}"), OrganiseJson.Default.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, string accountId, Members members, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.RoleBody) is not { } body)
            return Results.Empty;
        return ParseOrNull(body.Role) is not { } role
            ? Problems.Of(context, "invalid_request", "role must be owner, staff or readOnly.")
            : Answer(context, ShortId.TryParse(accountId, out var id)
                ? await members.ChangeRoleAsync(context.Client().OrganiserId, id, role, context.Actor(), cancellation)
                : MemberResult.NotFound);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string accountId, Members members, CancellationToken cancellation) =>
        Answer(context, ShortId.TryParse(accountId, out var id)
            ? await members.RemoveAsync(context.Client().OrganiserId, id, context.Actor(), cancellation)
            : MemberResult.NotFound);

    private static async Task<IResult> AuditAsync(
        HttpContext context, IStore store, AuditLog audit, CancellationToken cancellation, string? after = null)
    {
        var number = 0L;
        if (after is not null && !long.TryParse(after, System.Globalization.NumberStyles.None, null, out number))
            return Problems.Of(context, "invalid_request", "after is the number of an entry.");
        var organiser = context.Client().OrganiserId;
        var view = await store.ReadAsync(async data => new AuditView(
            await audit.FirstFaultOrNullAsync(data, organiser, cancellation),
            (await data.AuditEntries.Where(e => e.OrganiserId == organiser && e.Number > number).OrderBy(e => e.Number).Take(LongestPage)
                .ToListAsync(cancellation)).ConvertAll(e => new AuditEntryView(
                    e.Number, e.At, e.ActorName, e.Address, e.Action, e.Subject, e.Detail))));
        return TypedResults.Json(view, OrganiseJson.Default.Options);
    }

    private static IResult Answer(HttpContext context, MemberResult result) => result switch
    {
        MemberResult.Done => TypedResults.NoContent(),
        MemberResult.LastOwner => Problems.Of(context, "conflict", "This is the last owner: make somebody else an owner first."),
        _ => OrganiseEndpoints.NotFound(context, "member"),
    };

    private static string Name(OrganiserRole role) =>
        role switch { OrganiserRole.Owner => "owner", OrganiserRole.Staff => "staff", _ => "readOnly" };

    private static OrganiserRole? ParseOrNull(string? name) =>
        name switch { "owner" => OrganiserRole.Owner, "staff" => OrganiserRole.Staff, "readOnly" => OrganiserRole.ReadOnly, _ => null };

    private static async ValueTask<object?> RequireOwnerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        invocation.HttpContext.SignedInOrNull() is { IsOwner: false }
            ? Problems.Of(invocation.HttpContext, "read_only", "Members and the audit log are for owners alone.")
            : await next(invocation);
}
