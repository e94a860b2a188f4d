using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;
using Lanyard.Server.Api.Organise;
using Lanyard.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Api.FairUse;

/// <summary>The evidence of fair use: for the client itself, and for the organiser, who can release it.</summary>
internal static class FairUseEndpoints
{
    private static readonly TimeSpan Evidence = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestUsage = TimeSpan.FromHours(24 * 14);

    public static void MapFairUse(this WebApplication app) =>
        app.MapGet("/connect/v1/fair-use", OwnAsync).WithTags("Connections").WithName("GetFairUse")
            .WithSummary("How this client stands with the fair use policy, with the evidence; never refused")
            .Produces<FairUseView>().Fails(401, 403);

    public static void MapFairUse(this RouteGroupBuilder events)
    {
        const string Client = "exhibitors/{key}/api-clients/{clientId}";
        events.MapGet(Client + "/usage", UsageAsync).WithName("GetApiClientUsage")
            .WithSummary("What an API client did in each hour of the last 14 days").Produces<IReadOnlyList<UsageView>>();
        events.MapGet(Client + "/fair-use", StateAsync).WithName("GetApiClientFairUse")
            .WithSummary("How an API client stands with the fair use policy, with the evidence").Produces<FairUseView>();
        events.MapGet(Client + "/requests", RequestsAsync).WithName("ListApiClientRequests")
            .WithSummary("The last requests of an API client that this node has had since it started").Produces<IReadOnlyList<RequestView>>();
        events.MapPost(Client + "/fair-use/release", ReleaseAsync).WithName("ReleaseApiClient")
            .WithSummary("Ends all that stands against an API client because of fair use").Produces(204);
    }

    private static async Task<IResult> OwnAsync(
        HttpContext context, FairUseCases cases, FairUseWatch watch, TimeProvider time, CancellationToken cancellation)
    {
        var client = context.Client();
        return client.Exhibitor is { } exhibitor
            ? await ViewAsync(exhibitor.EventId, client.ClientId, cases, watch, time, cancellation)
            : Problems.Of(context, "wrong_client", "This is an organiser's API client; the fair use policy is about exhibitors'.");
    }

    private static async Task<IResult> StateAsync(HttpContext context, string key, string clientId, IStore store, ExhibitorAdministration exhibitors, FairUseCases cases,
        FairUseWatch watch, TimeProvider time, CancellationToken cancellation) =>
        await FindAsync(context, key, clientId, store, exhibitors, cancellation) is { } client
            ? await ViewAsync(context.EventId(), client.Id, cases, watch, time, cancellation)
            : OrganiseEndpoints.NotFound(context, "API client");

    private static async Task<IResult> UsageAsync(HttpContext context, string key, string clientId, IStore store, ExhibitorAdministration exhibitors, FairUseCases cases,
        TimeProvider time, CancellationToken cancellation)
    {
        if (await FindAsync(context, key, clientId, store, exhibitors, cancellation) is not { } client)
            return OrganiseEndpoints.NotFound(context, "API client");
        var usage = await cases.UsageAsync(context.EventId(), client.Id, time.GetUtcNow() - LongestUsage, cancellation);
        return TypedResults.Json(usage.Select(FairUseViews.View).ToList(), FairUseJson.Default.Options);
    }

    private static async Task<IResult> RequestsAsync(HttpContext context, string key, string clientId, IStore store, ExhibitorAdministration exhibitors,
        RequestHistory history, CancellationToken cancellation) =>
        await FindAsync(context, key, clientId, store, exhibitors, cancellation) is { } client
            ? TypedResults.Json(history.Of(client.Id).Select(FairUseViews.View).ToList(), FairUseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "API client");

    private static async Task<IResult> ReleaseAsync(HttpContext context, string key, string clientId, IStore store, ExhibitorAdministration exhibitors,
        FairUseCases cases, CancellationToken cancellation)
    {
        if (await FindAsync(context, key, clientId, store, exhibitors, cancellation) is not { } client)
            return OrganiseEndpoints.NotFound(context, "API client");
        await cases.ReleaseAsync(
            context.Client().OrganiserId, context.EventId(), client.Id, context.Actor(), byExhibitor: false, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ViewAsync(long eventId, long clientId, FairUseCases cases, FairUseWatch watch,
        TimeProvider time, CancellationToken cancellation)
    {
        var standing = await cases.StandingAsync(eventId, clientId, cancellation);
        var usage = await cases.UsageAsync(eventId, clientId, time.GetUtcNow() - Evidence, cancellation);
        return TypedResults.Json(FairUseViews.View(watch.Mode, standing, usage), FairUseJson.Default.Options);
    }

    private static async Task<ApiClient?> FindAsync(
        HttpContext context, string key, string clientId, IStore store, ExhibitorAdministration exhibitors, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(clientId, out var id)
            || await exhibitors.FindOrNullAsync(context.EventId(), key, cancellation) is not { } exhibitor)
        {
            return null;
        }
        return await store.ReadAsync(data => data.ApiClients.SingleOrDefaultAsync(
            c => c.Id == id && c.EventId == exhibitor.EventId && c.ExhibitorId == exhibitor.Id, cancellation));
    }
}
