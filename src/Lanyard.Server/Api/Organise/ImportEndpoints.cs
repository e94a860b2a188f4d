using Lanyard.Core;
using Lanyard.Core.Imports;
using Lanyard.Core.Tables;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Lanyard.Server.Api.Organise;

/// <summary>Registrants from a file: upload, map, check, correct, run.</summary>
internal static class ImportEndpoints
{
    private const string One = "imports/{importId}";

    public static void MapImports(this RouteGroupBuilder events)
    {
        events.MapGet("imports", ListAsync).WithName("ListImports").WithSummary("The last 100 imports of files, the newest first")
            .Produces<IReadOnlyList<ImportView>>();
        events.MapPost("imports", UploadAsync).WithName("UploadImport")
            .WithSummary("Brings a CSV or XLSX file of at most 1 GB and guesses its columns; nothing is written yet")
            .Takes(typeof(string), "application/octet-stream", "multipart/form-data").Produces<ImportDetailView>(201).Fails(400, 413);
        events.MapGet(One, FindAsync).WithName("GetImport").WithSummary("An import with its columns, first rows and first faults")
            .Produces<ImportDetailView>();
        events.MapPut(One + "/mapping", MapAsync).WithName("MapImport").WithSummary("Says what the columns are")
            .Accepts<ImportMappingBody>("application/json").Produces<ImportDetailView>().Fails(400, 409, 413, 415);
        events.MapPost(One + "/check", CheckAsync).WithName("CheckImport")
            .WithSummary("Looks the whole file through, behind the request; nothing is written").Produces(202).Fails(409);
        events.MapPost(One + "/run", RunAsync).WithName("RunImport")
            .WithSummary("Adds or replaces the registrants of all rows without a fault, behind the request").Produces(202).Fails(409);
        events.MapPost(One + "/cancel", CancelAsync).WithName("CancelImport")
            .WithSummary("Calls an import off and removes its file; rows that are in by then stay in").Produces(204).Fails(409);
        events.MapGet(One + "/faults", ListFaultsAsync).WithName("ListImportFaults")
            .WithSummary("Up to 100 faults in the order of their rows, after the given number").Produces<IReadOnlyList<ImportFaultView>>();
        events.MapGet(One + "/faults.csv", FaultFileAsync).WithName("GetImportFaultFile")
            .WithSummary("The faulty rows with the reasons in the first column, to be corrected and uploaded by themselves")
            .Produces<string>(200, "text/csv").Fails(409);
        events.MapGet(One + "/rows/{row}", ReadRowAsync).WithName("GetImportRow")
            .WithSummary("The cells of one row as they count now, from the file that is kept").Produces<ImportRowView>().Fails(409);
        events.MapPut(One + "/corrections", CorrectAsync).WithName("CorrectImport")
            .WithSummary("Puts a value in the place of what the file has in one cell; it counts at the next check or run")
            .Accepts<ImportCorrectionBody>("application/json").Produces(204).Fails(400, 409, 413, 415);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ImportJobs jobs, CancellationToken cancellation)
    {
        var imports = await jobs.ListAsync(context.EventId(), cancellation);
        return TypedResults.Json(imports.ConvertAll(ImportView.Of), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> UploadAsync(HttpContext context, string? name, ImportJobs jobs, CancellationToken cancellation)
    {
        // What stands around the file in a form is not counted.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = ImportFiles.Longest + (1 << 20);
        try
        {
            if (await BodyOrNullAsync(context, name, cancellation) is not var (fileName, body))
                return Problems.Of(context, "invalid_request", "The form has no file.");
            var import = await jobs.UploadAsync(context.EventId(), fileName, body, context.Actor(), cancellation);
            context.Response.Headers.Location = $"{context.Request.Path}/{ShortId.Format(import.Id)}";
            return await ShowAsync(import, jobs, 201, cancellation);
        }
        catch (TableException exception)
        {
            return Problems.Of(context, "invalid_request", exception.Message);
        }
        catch (ImportTooLargeException exception)
        {
            return Problems.Of(context, "too_large", exception.Message);
        }
    }

    /// <summary>The file of a form, or the body itself.</summary>
    private static async Task<(string Name, Stream Body)?> BodyOrNullAsync(HttpContext context, string? name, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return (name ?? "file", context.Request.Body);
        }
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
            return null;
        var form = new MultipartReader(boundary, context.Request.Body);
        while (await NextAsync(form, cancellation) is { } section)
        {
            if (section.AsFileSection() is { FileStream: not null } file)
                return (name ?? file.FileName, file.FileStream);
        }
        return null;
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader form, CancellationToken cancellation)
    {
        try
        {
            return await form.ReadNextSectionAsync(cancellation);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new TableException("The form cannot be read. Send the file again.", exception);
        }
    }

    private static Task<IResult> FindAsync(HttpContext context, string importId, ImportJobs jobs, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, import => ShowAsync(import, jobs, 200, cancellation), cancellation);

    private static async Task<IResult> MapAsync(HttpContext context, string importId, ImportJobs jobs, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ImportMappingBody) is not { } body)
            return Results.Empty;
        return await WithAsync(context, importId, jobs, async import =>
        {
            var faults = await jobs.MapAsync(import, new ImportMapping(body.Columns ?? []), cancellation);
            return faults.Count > 0
                ? Problems.Of(context, "invalid_request", string.Join(' ', faults))
                : await ShowAsync((await jobs.FindAsync(import.EventId, import.Id, cancellation))!, jobs, 200, cancellation);
        }, cancellation);
    }

    private static Task<IResult> CheckAsync(HttpContext context, string importId, ImportJobs jobs, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, async import =>
        {
            await jobs.CheckAsync(import, cancellation);
            return TypedResults.StatusCode(202);
        }, cancellation);

    private static Task<IResult> RunAsync(HttpContext context, string importId, ImportJobs jobs, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, async import =>
        {
            await jobs.RunAsync(import, context.Actor(), cancellation);
            return TypedResults.StatusCode(202);
        }, cancellation);

    private static Task<IResult> CancelAsync(HttpContext context, string importId, ImportJobs jobs, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, async import =>
        {
            await jobs.CancelAsync(import, cancellation);
            return TypedResults.NoContent();
        }, cancellation);

    private static Task<IResult> ListFaultsAsync(
        HttpContext context, string importId, int? after, ImportJobs jobs, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, async import =>
            TypedResults.Json(await FaultsAsync(import, jobs, after ?? 0, cancellation), OrganiseJson.Default.Options), cancellation);

    private static Task<IResult> FaultFileAsync(
        HttpContext context, string importId, ImportJobs jobs, ImportFaultFile faults, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, import => Task.FromResult<IResult>(faults.CanWrite(import)
            ? TypedResults.Stream(output => faults.WriteAsync(import, output, cancellation), "text/csv", $"faults-{ShortId.Format(import.Id)}.csv")
            : Problems.Of(context, "conflict", "The file is not kept any more. Choose it again.")), cancellation);

    private static Task<IResult> ReadRowAsync(
        HttpContext context, string importId, long row, ImportJobs jobs, CancellationToken cancellation) =>
        WithAsync(context, importId, jobs, async import =>
            await jobs.ReadRowsAsync(import, [row], cancellation) is [var found]
                ? TypedResults.Json(ImportRowView.Of(found), OrganiseJson.Default.Options)
                : OrganiseEndpoints.NotFound(context, "row"), cancellation);

    private static async Task<IResult> CorrectAsync(HttpContext context, string importId, ImportJobs jobs, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ImportCorrectionBody) is not { } body)
            return Results.Empty;
        if (body.Row is not { } row || body.Column is not { } column)
            return Problems.Of(context, "invalid_request", "row and column say which cell is meant.");
        return await WithAsync(context, importId, jobs, async import =>
        {
            return await jobs.CorrectAsync(import, row, column, body.Value, cancellation) is { } fault
                ? Problems.Of(context, "invalid_request", "Nothing was corrected; see faults.", [new(fault.Field, fault.Reason)])
                : TypedResults.NoContent();
        }, cancellation);
    }

    private static async Task<IResult> WithAsync(
        HttpContext context, string importId, ImportJobs jobs, Func<Import, Task<IResult>> work, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(importId, out var id) || await jobs.FindAsync(context.EventId(), id, cancellation) is not { } import)
            return OrganiseEndpoints.NotFound(context, "import");
        try
        {
            return await work(import);
        }
        catch (ImportStateException exception)
        {
            return Problems.Of(context, "conflict", exception.Message);
        }
    }

    private static async Task<IResult> ShowAsync(Import import, ImportJobs jobs, int status, CancellationToken cancellation)
    {
        var mapping = import.ColumnMapping();
        var columns = import.ColumnNames().Select((name, i) => new ImportColumnView(name, mapping.Columns[i])).ToList();
        var view = new ImportDetailView(ImportView.Of(import), columns,
            !mapping.Columns.Contains(ImportFields.Key, StringComparer.Ordinal),
            jobs.PreviewOrNull(import)?.Select(ImportRowView.Of).ToList(),
            await FaultsAsync(import, jobs, 0, cancellation));
        return TypedResults.Json(view, OrganiseJson.Default.Options, statusCode: status);
    }

    private static async Task<List<ImportFaultView>> FaultsAsync(Import import, ImportJobs jobs, int after, CancellationToken cancellation)
    {
        var names = import.ColumnNames();
        return (await jobs.FaultsAsync(import, after, cancellation)).ConvertAll(f =>
            new ImportFaultView(f.Number, f.Row, f.Column, f.Column is { } c ? names[c] : null, f.Reason));
    }
}
