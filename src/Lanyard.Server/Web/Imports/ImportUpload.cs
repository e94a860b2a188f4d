using Lanyard.Core;
using Lanyard.Core.Imports;
using Lanyard.Core.Tables;
using Lanyard.Server.Web.Resources;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace Lanyard.Server.Web.Imports;

/// <summary>Takes a file as it streams in. The token stands before it in the form.</summary>
internal static class ImportUpload
{
    private const string Address = "/organise/events/{eventId}/import/upload";
    private const string TokenHeader = "RequestVerificationToken";
    private const int LongestToken = 4096;

    // What stands around the file in a form is not counted.
    private const long LongestForm = ImportFiles.Longest + (1 << 20);

    public static void MapImportUpload(this WebApplication app)
    {
        app.MapPost(Address, UploadAsync)
            .WithMetadata(new ChecksFormItselfAttribute()).ExcludeFromDescription();
        // Who loads the answer to a refused file again, or changes its language.
        app.MapGet(Address, (PageContext page) => Results.Redirect(page.EventPath("import"))).ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context, PageContext page, ImportJobs jobs, IAntiforgery forms, IStringLocalizer<Texts> L)
    {
        if (context.Request.ContentLength > LongestForm)
            return Refuse(context, 413, L["The file is larger than 1 GB. Divide it into several."]);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LongestForm;
        var cancellation = context.RequestAborted;
        try
        {
            if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
                || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
                return Results.StatusCode(400);
            var form = new MultipartReader(boundary, context.Request.Body);
            while (await form.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.AsFormDataSection() is { Name: "__RequestVerificationToken" } token)
                {
                    context.Request.Headers[TokenHeader] = await ReadAsync(token, cancellation);
                }
                else if (section.AsFileSection() is { FileStream: { } body } file)
                {
                    // Without its header the token would be looked for in the body, which is read here.
                    if (context.Request.Headers[TokenHeader].Count == 0 || !await forms.IsRequestValidAsync(context))
                        return Results.StatusCode(400);
                    if (file.FileName.Length == 0)
                        return Refuse(context, 400, L["Choose a file first."]);
                    var import = await jobs.UploadAsync(page.Event.Id, file.FileName, body, page.Actor, cancellation);
                    var address = page.EventPath("import/" + ShortId.Format(import.Id));
                    return IsScript(context) ? TypedResults.Json(new UploadAnswer(address, null)) : Results.Redirect(address);
                }
            }
            return Refuse(context, 400, L["Choose a file first."]);
        }
        catch (TableException exception)
        {
            return Refuse(context, 400, L[exception.Message]);
        }
        catch (ImportTooLargeException)
        {
            return Refuse(context, 413, L["The file is larger than 1 GB. Divide it into several."]);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Refuse(context, 400, L["The file did not arrive. Check the connection, then send it again."]);
        }
    }

    private static async Task<string> ReadAsync(FormMultipartSection section, CancellationToken cancellation)
    {
        var buffer = new char[LongestToken];
        using var reader = new StreamReader(section.Section.Body);
        return new(buffer, 0, await reader.ReadBlockAsync(buffer, cancellation));
    }

    private static bool IsScript(HttpContext context) => context.Request.Headers.Accept == "application/json";

    private static IResult Refuse(HttpContext context, int status, string fault) => IsScript(context)
        ? TypedResults.Json(new UploadAnswer(null, fault), statusCode: status)
        : new RazorComponentResult<RefusedUpload>(new { Fault = fault }) { StatusCode = status };

    /// <summary>Where to go on, or why the file was not taken.</summary>
    private sealed record UploadAnswer(string? Address, string? Fault);
}
