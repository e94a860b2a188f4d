using System.Globalization;
using System.Text;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.FairUse;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Connections;

/// <summary>Scans of a device that comes back online. One bad scan never fails the others; sending all again is safe.</summary>
internal static class BatchEndpoint
{
    private const int MostScans = 100;
    private const int LongestBatch = 128 * 1024;
    private const int MostShown = 5;

    public static async Task ScanAllAsync(
        HttpContext context, Scanning scanning, ConnectionReader reader, ClientMeter meter, TimeProvider time, ServerSettings settings)
    {
        meter.CountRequest();
        FairUseAnswers.Mark(context, meter);
        if (await RequestBody.ReadAsync(context, LongestBatch, ScanJson.Default.BatchBody) is not { } body)
            return;
        if (body.Scans is not { Count: > 0 and <= MostScans } scans)
        {
            await Problems.Of(context, "invalid_request", $"scans must be an array of 1 to {MostScans} scans.").ExecuteAsync(context);
            return;
        }
        // Side by side, so that they share commits.
        var results = await Task.WhenAll(scans.Select(scan => ScanOneAsync(context, scanning, meter, scan, time.GetUtcNow())));
        Trace(context, results);
        var files = FileHost.Of(context, settings);
        var json = new PooledBuffer(32 * 1024);
        json.Write("{\"results\":["u8);
        for (var i = 0; i < results.Length; i++)
        {
            if (i > 0)
                json.Write(","u8);
            if (results[i].Problem is { } problem)
            {
                json.Write(Refused(i, problem));
                continue;
            }
            json.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{i},\"status\":200,\"connection\":")));
            await reader.WriteToAsync(json, results[i].Scan.Connection, results[i].Scan.Content, files, context.RequestAborted);
            json.Write("}"u8);
        }
        json.Write("]}"u8);
        await ConnectionEndpoints.SendAsync(context, json);
    }

    private static async Task<(Problem? Problem, ScanResult Scan)> ScanOneAsync(
        HttpContext context, Scanning scanning, ClientMeter meter, JsonElement element, DateTimeOffset now)
    {
        ScanBody? body;
        try
        {
            body = element.Deserialize(ScanJson.Default.ScanBody);
        }
        catch (JsonException)
        {
            return (Problems.Of(context, "invalid_request", "A scan is an object with code and, if wanted, time, both text.").Value, default);
        }
        if (ScanInput.Read(body, now, out var fault) is not { } scan)
            return (Problems.Of(context, "invalid_request", fault).Value, default);
        if (meter.BeginScan(now) is { } refused)
            return (Problems.Of(context, "throttled", FairUseAnswers.Describe(refused)).Value, default);
        var result = await scanning.ScanAsync(
            context.Client().Exhibitor!.Value, scan.Code, scan.Time, "", ScanOrigin.Api);
        meter.Scanned(result.Kind is not ScanResultKind.UnknownCode);
        return result.Kind is ScanResultKind.Stored
            ? (null, result)
            : (ConnectionEndpoints.Problem(context, result.Kind).Value, result);
    }

    /// <summary>The refused ones stand among the client's last requests, the first few of them.</summary>
    private static void Trace(HttpContext context, IReadOnlyList<(Problem? Problem, ScanResult Scan)> results)
    {
        if (context.Features.Get<RequestTrace>() is not { } trace)
            return;
        trace.Rows = results.Count(r => r.Problem is null);
        var refused = results.Index().Where(r => r.Item.Problem is not null).Take(MostShown)
            .Select(r => (r.Index, Problem: r.Item.Problem!)).ToList();
        if (refused.Count == 0)
        {
            trace.Accepted();
            return;
        }
        trace.Refused(refused[0].Problem.Code, refused[0].Problem.TraceId, () =>
            "{\"results\":[" + string.Join(',', refused.Select(r => Encoding.UTF8.GetString(Refused(r.Index, r.Problem)))) + "]}");
    }

    private static byte[] Refused(int index, Problem problem) =>
        JsonSerializer.SerializeToUtf8Bytes(new(index, problem.Status, problem), ProblemJson.Default.RefusedScan);
}
