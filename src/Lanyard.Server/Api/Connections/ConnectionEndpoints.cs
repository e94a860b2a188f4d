using System.Globalization;
using System.Text;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Server.Hosting;
using Wire = Lanyard.Client;

namespace Lanyard.Server.Api.Connections;

/// <summary>
/// The guide's API: "Retrieving Connections" and "Submitting connection scans". What the handlers need is handed over once:
/// a scope of services for each request costs a tenth of an idle poll.
/// </summary>
internal sealed class ConnectionEndpoints(
    IStore store, ConnectionReader reader, Scanning scanning, Keys keys, TimeProvider time, ServerSettings settings,
    FairUseWatch watch, ConnectionStreams streams)
{
    public const string Path = Group + List;

    private const string Group = "/connect/v1";
    private const string List = "/connections";
    private const string One = List + "/{id}";

    private const string FromRevision = "?fromRevision=";
    private const string Json = "application/json; charset=utf-8";
    private const long LargestRevision = (1L << 53) - 1;
    private const int LongestScan = 16 * 1024;
    public static readonly ReadOnlyMemory<byte> EmptyPage = "[]"u8.ToArray();

    public static void Map(WebApplication app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ConnectionEndpoints>(
            app.Services, ActivatorUtilities.CreateInstance<ConnectionStreams>(app.Services));
        var group = app.MapGroup(Group).WithTags("Connections").Fails(401, 403, 429);
        group.MapMethods(List, ["HEAD"], (Delegate)endpoints.ListAsync).ExcludeFromDescription();
        group.MapMethods(One, ["HEAD"], endpoints.FindAsync).ExcludeFromDescription();
        group.MapGet(List, (Delegate)endpoints.ListAsync).WithName("ListConnections")
            .WithSummary("Up to 100 connections in ascending revision, from fromRevision on (inclusive)")
            .Produces<IReadOnlyList<Wire.Connection>>().Fails(400);
        group.MapGet(List + "/stream", (Delegate)endpoints.StreamAsync).WithName("StreamConnections")
            .WithSummary("Connections in ascending revision as server-sent events, for as long as the connection lasts")
            .Produces<string>(200, "text/event-stream").Fails(400);
        group.MapGet(One, endpoints.FindAsync).WithName("GetConnection")
            .WithSummary("One connection by its id").Produces<Wire.Connection>().Fails(404);
        group.MapPost(List, (Delegate)endpoints.ScanAsync).WithName("SubmitScan")
            .WithSummary("Submits a scan; the answer is the connection").Accepts<Wire.ScanRequest>("application/json")
            .Produces<Wire.Connection>().Fails(400, 404, 413, 415);
        group.MapPost(List + "/batch", (Delegate)endpoints.ScanAllAsync).WithName("SubmitScans")
            .WithSummary("Submits up to 100 scans, each with its own result").Accepts<Wire.ScanBatch>("application/json")
            .Produces<Wire.ScanBatchResult>().Fails(400, 413, 415);
    }

    private Task ListAsync(HttpContext context)
    {
        if (Licensed(context, out var refusal) is not { } exhibitor)
            return refusal;
        if (!TryReadRevision(context.Request, out var from))
        {
            return Problems.Of(context, "invalid_revision", "fromRevision must be one whole number from 0 to 9007199254740991.")
                .ExecuteAsync(context);
        }
        var head = store.HeadAsync(exhibitor, CancellationToken.None);
        return head.IsCompletedSuccessfully
            ? AnswerAsync(context, exhibitor, from, head.GetAwaiter().GetResult())
            : AnswerAsync(context, exhibitor, from, head.AsTask());
    }

    private async Task AnswerAsync(HttpContext context, ExhibitorKey exhibitor, long from, Task<long> head) =>
        await AnswerAsync(context, exhibitor, from, await head);

    private Task AnswerAsync(HttpContext context, ExhibitorKey exhibitor, long from, long head)
    {
        var meter = watch.MeterOf(context.Client());
        if (meter.BeginList(from, head, time.GetUtcNow()) is { } refusal)
            return FairUseAnswers.RefuseAsync(context, refusal);
        FairUseAnswers.Mark(context, meter);
        var isUnchanged = IsUnchanged(context, head);
        if (!isUnchanged && from <= head)
            return SendPageAsync(context, exhibitor, from, meter);
        meter.EndRead();
        meter.ListRead(from, 0, 0);
        Rows(context, 0);
        return isUnchanged ? Task.CompletedTask : SendEmptyPageAsync(context);
    }

    private async Task SendPageAsync(HttpContext context, ExhibitorKey exhibitor, long from, ClientMeter meter)
    {
        ConnectionPage page;
        try
        {
            page = await reader.ReadPageAsync(exhibitor, from, FileHost.Of(context, settings), context.RequestAborted);
        }
        finally
        {
            // Before the answer goes out: the client's next request can be here before this one has come back.
            meter.EndRead();
        }
        meter.ListRead(from, page.Count, page.LastRevision);
        Rows(context, page.Count);
        if (page.Count == ConnectionReader.PageSize)
        {
            context.Response.Headers.Link =
                $"<{context.Request.PathBase}{Path}?fromRevision={page.LastRevision + 1}>; rel=\"next\"";
        }
        await SendAsync(context, page.Json);
    }

    /// <summary>From the revision after <c>Last-Event-ID</c>, with which a client comes back; else from <c>fromRevision</c>.</summary>
    private Task StreamAsync(HttpContext context)
    {
        if (Licensed(context, out var refusal) is not { } exhibitor)
            return refusal;
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        long from;
        if (last.Length == 0 ? TryReadRevision(context.Request, out from) : TryReadRevision(last, out from))
            return streams.RunAsync(context, exhibitor, last.Length == 0 ? from : from + 1);
        return Problems.Of(context, "invalid_revision",
            "Last-Event-ID, or else fromRevision, must be one whole number from 0 to 9007199254740991.").ExecuteAsync(context);
    }

    private async Task FindAsync(HttpContext context, string id)
    {
        if (Licensed(context, out var refusal) is not { } exhibitor)
        {
            await refusal;
            return;
        }
        var meter = watch.MeterOf(context.Client());
        if (meter.BeginFind(time.GetUtcNow()) is { } refused)
        {
            await FairUseAnswers.RefuseAsync(context, refused);
            return;
        }
        FairUseAnswers.Mark(context, meter);
        ConnectionRow? row;
        try
        {
            row = ShortId.TryParse(id, out var number)
                ? await store.FindAsync(exhibitor, keys.ConnectionRow(number), context.RequestAborted)
                : null;
        }
        finally
        {
            meter.EndRead();
        }
        meter.Found(row is not null);
        if (row is not { } found)
        {
            await Problems.Of(context, "not_found", "No connection of yours has this id.").ExecuteAsync(context);
            return;
        }
        if (IsUnchanged(context, found.Revision))
            return;
        await SendAsync(context, await reader.WriteAsync(found, null, FileHost.Of(context, settings), context.RequestAborted));
    }

    private async Task ScanAsync(HttpContext context)
    {
        if (Licensed(context, out var refusal) is not { } exhibitor)
        {
            await refusal;
            return;
        }
        var meter = watch.MeterOf(context.Client());
        meter.CountRequest();
        FairUseAnswers.Mark(context, meter);
        if (await RequestBody.ReadAsync(context, LongestScan, ScanJson.Default.ScanBody) is not { } body)
            return;
        if (ScanInput.Read(body, time.GetUtcNow(), out var fault) is not { } scan)
        {
            await Problems.Of(context, "invalid_request", fault).ExecuteAsync(context);
            return;
        }
        if (meter.BeginScan(time.GetUtcNow()) is { } refused)
        {
            await FairUseAnswers.RefuseAsync(context, refused);
            return;
        }
        var result = await scanning.ScanAsync(exhibitor, scan.Code, scan.Time, "", ScanOrigin.Api);
        meter.Scanned(result.Kind is not ScanResultKind.UnknownCode);
        if (result.Kind is ScanResultKind.Stored)
            await SendAsync(context, await reader.WriteAsync(result.Connection, result.Content, FileHost.Of(context, settings), context.RequestAborted));
        else
            await Problem(context, result.Kind).ExecuteAsync(context);
    }

    private async Task ScanAllAsync(HttpContext context)
    {
        if (Licensed(context, out var refusal) is null)
            await refusal;
        else
            await BatchEndpoint.ScanAllAsync(context, scanning, reader, watch.MeterOf(context.Client()), time, settings);
    }

    internal static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<Problem> Problem(HttpContext context, ScanResultKind kind) => kind switch
    {
        ScanResultKind.NoAccess => Problems.Of(context, "no_access", "The badge belongs to another event that is not related to yours."),
        ScanResultKind.NotConsented => Problems.Of(context, "not_consented", "This person has not agreed to be scanned by exhibitors."),
        _ => Problems.Of(context, "unknown_code", "No badge has this code."),
    };

    internal static void Rows(HttpContext context, int count)
    {
        if (context.Features.Get<RequestTrace>() is { } trace)
            trace.Rows = count;
    }

    internal static async Task SendAsync(HttpContext context, PooledBuffer json)
    {
        using (json)
        {
            context.Response.ContentType = Json;
            context.Response.ContentLength = json.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
                await context.Response.BodyWriter.WriteAsync(json.WrittenMemory, context.RequestAborted);
        }
    }

    internal static Task SendEmptyPageAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = Json;
        response.ContentLength = EmptyPage.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(EmptyPage, CancellationToken.None).AsTask();
    }

    internal static string Tag(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    private static bool IsUnchanged(HttpContext context, long revision)
    {
        var tag = Tag(revision);
        context.Response.Headers.ETag = tag;
        foreach (var value in context.Request.Headers.IfNoneMatch)
        {
            if (value is not null && value.Contains(tag, StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return true;
            }
        }
        return false;
    }

    private static bool TryReadRevision(HttpRequest request, out long revision)
    {
        var query = request.QueryString.Value;
        if (TryReadPlainRevision(query, out revision))
            return true;
        revision = 0;
        if (string.IsNullOrEmpty(query))
            return true;
        var values = request.Query["fromRevision"];
        return values.Count == 0 || values.Count == 1 && TryReadRevision(values[0], out revision);
    }

    /// <summary>As the guide writes it, the query is this one parameter, and need not be taken apart.</summary>
    internal static bool TryReadPlainRevision(string? query, out long revision)
    {
        revision = 0;
        return query is not null && query.StartsWith(FromRevision, StringComparison.Ordinal)
            && TryReadRevision(query.AsSpan(FromRevision.Length), out revision);
    }

    private static bool TryReadRevision(ReadOnlySpan<char> text, out long revision) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out revision) && revision <= LargestRevision;

    /// <summary>The exhibitor whose client it is and may call now; else the answer to give.</summary>
    private ExhibitorKey? Licensed(HttpContext context, out Task refusal)
    {
        refusal = Task.CompletedTask;
        var client = context.Client();
        if (client.Exhibitor is null)
        {
            refusal = Problems.Of(context, "wrong_client", "This is an organiser's API client; connections belong to an exhibitor's.")
                .ExecuteAsync(context);
            return null;
        }
        if (client.IsLicensed(time.GetUtcNow()))
            return client.Exhibitor;
        refusal = Problems.Of(context, "license_inactive",
            "The exhibitor's license for the Connections API has ended, was revoked or has not begun.").ExecuteAsync(context);
        return null;
    }
}
