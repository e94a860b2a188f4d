using System.Globalization;
using System.Text;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Server.Hosting;
using Wire = Lanyard.Client;

namespace Lanyard.Server.Api.Connections;

/// <summary>The guide's API: "Retrieving Connections" and "Submitting connection scans".</summary>
internal static class ConnectionEndpoints
{
    private const long LargestRevision = (1L << 53) - 1;
    private const int LongestScan = 16 * 1024;
    private static readonly ReadOnlyMemory<byte> EmptyPage = "[]"u8.ToArray();
    private static LastHost? _lastHost;

    public static void MapConnections(this WebApplication app)
    {
        var group = app.MapGroup("/connect/v1/connections").AddEndpointFilter(RequireLicenseAsync)
            .WithTags("Connections").Fails(401, 403);
        group.MapMethods("", ["HEAD"], ListAsync).ExcludeFromDescription();
        group.MapMethods("{id}", ["HEAD"], FindAsync).ExcludeFromDescription();
        group.MapGet("", ListAsync).WithName("ListConnections")
            .WithSummary("Up to 100 connections in ascending revision, from fromRevision on (inclusive)")
            .Produces<IReadOnlyList<Wire.Connection>>().Fails(400);
        group.MapGet("{id}", FindAsync).WithName("GetConnection")
            .WithSummary("One connection by its id").Produces<Wire.Connection>().Fails(404);
        group.MapPost("", ScanAsync).WithName("SubmitScan")
            .WithSummary("Submits a scan; the answer is the connection").Accepts<Wire.ScanRequest>("application/json")
            .Produces<Wire.Connection>().Fails(400, 404, 413, 415);
        group.MapPost("batch", BatchEndpoint.ScanAllAsync).WithName("SubmitScans")
            .WithSummary("Submits up to 100 scans, each with its own result").Accepts<Wire.ScanBatch>("application/json")
            .Produces<Wire.ScanBatchResult>().Fails(400, 413, 415);
    }

    private static async Task ListAsync(HttpContext context, IStore store, ConnectionReader reader, ServerSettings settings)
    {
        var exhibitor = context.Client().Exhibitor!.Value;
        if (!TryReadRevision(context.Request.Query["fromRevision"], out var from))
        {
            await Problems.Of(context, "invalid_revision", "fromRevision must be one whole number from 0 to 9007199254740991.")
                .ExecuteAsync(context);
            return;
        }
        var head = await store.HeadAsync(exhibitor, context.RequestAborted);
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        if (IsUnchanged(context, head))
            return;
        if (from > head)
        {
            response.ContentLength = 2;
            if (!HttpMethods.IsHead(context.Request.Method))
                await response.BodyWriter.WriteAsync(EmptyPage, context.RequestAborted);
            return;
        }
        var page = await reader.ReadPageAsync(exhibitor, from, FileHost(context, settings), context.RequestAborted);
        if (page.Count == ConnectionReader.PageSize)
            response.Headers.Link = $"<{context.Request.PathBase}/connect/v1/connections?fromRevision={page.LastRevision + 1}>; rel=\"next\"";
        await SendAsync(context, page.Json);
    }

    private static async Task FindAsync(HttpContext context, string id, IStore store, Keys keys, ConnectionReader reader, ServerSettings settings)
    {
        var exhibitor = context.Client().Exhibitor!.Value;
        var row = ShortId.TryParse(id, out var number)
            ? await store.FindAsync(exhibitor, keys.ConnectionRow(number), context.RequestAborted)
            : null;
        if (row is not { } found)
        {
            await Problems.Of(context, "not_found", "No connection of yours has this id.").ExecuteAsync(context);
            return;
        }
        if (IsUnchanged(context, found.Revision))
            return;
        await SendAsync(context, await reader.WriteAsync(found, null, FileHost(context, settings), context.RequestAborted));
    }

    private static async Task ScanAsync(HttpContext context, Scanning scanning, ConnectionReader reader, TimeProvider time, ServerSettings settings)
    {
        if (await RequestBody.ReadAsync(context, LongestScan, ScanJson.Default.ScanBody) is not { } body)
            return;
        if (ScanInput.Read(body, time.GetUtcNow(), out var fault) is not { } scan)
        {
            await Problems.Of(context, "invalid_request", fault).ExecuteAsync(context);
            return;
        }
        var result = await scanning.ScanAsync(
            context.Client().Exhibitor!.Value, scan.Code, scan.Time, "", ScanOrigin.Api);
        if (result.Kind is ScanResultKind.Stored)
            await SendAsync(context, await reader.WriteAsync(result.Connection, result.Content, FileHost(context, settings), context.RequestAborted));
        else
            await Problem(context, result.Kind).ExecuteAsync(context);
    }

    internal static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<Problem> Problem(HttpContext context, ScanResultKind kind) => kind switch
    {
        ScanResultKind.NoAccess => Problems.Of(context, "no_access", "The badge belongs to another event that is not related to yours."),
        _ => Problems.Of(context, "unknown_code", "No badge has this code."),
    };

    internal static ReadOnlyMemory<byte> FileHost(HttpContext context, ServerSettings settings)
    {
        var (scheme, host) = (context.Request.Scheme, context.Request.Host.Value ?? "");
        // Clients ask by one name: the last answer is nearly always the next.
        if (_lastHost is { } last && last.Scheme == scheme && last.Host == host && last.PublicUrl == settings.PublicUrl)
            return last.Bytes;
        var text = settings.PublicUrl?.TrimEnd('/') ?? JsonEncodedText.Encode($"{scheme}://{host}").Value;
        var made = new LastHost(scheme, host, settings.PublicUrl, Encoding.UTF8.GetBytes(text));
        _lastHost = made;
        return made.Bytes;
    }

    internal static async Task SendAsync(HttpContext context, PooledBuffer json)
    {
        using (json)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = json.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
                await context.Response.BodyWriter.WriteAsync(json.WrittenMemory, context.RequestAborted);
        }
    }

    private static bool IsUnchanged(HttpContext context, long revision)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
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

    private static bool TryReadRevision(Microsoft.Extensions.Primitives.StringValues values, out long revision)
    {
        revision = 0;
        return values.Count == 0 || values.Count == 1
            && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out revision) && revision <= LargestRevision;
    }

    private static ValueTask<object?> RequireLicenseAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var client = context.Client();
        if (client.Exhibitor is null)
            return new(Problems.Of(context, "wrong_client", "This is an organiser's API client; connections belong to an exhibitor's."));
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return client.IsLicensed(now)
            ? next(invocation)
            : new(Problems.Of(context, "license_inactive", "The exhibitor's license for the Connections API has ended, was revoked or has not begun."));
    }

    private sealed record LastHost(string Scheme, string Host, string? PublicUrl, byte[] Bytes);
}
