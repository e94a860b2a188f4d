using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Files;

namespace Lanyard.Server.Api.Connections;

/// <summary>Files of notes, for the exhibitor whose connection they belong to.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this WebApplication app) =>
        app.MapGet("/files/{connectionId}/{noteId}", GetAsync).WithTags("Connections")
            .WithName("GetFile").WithSummary("The image or recording of a note")
            .Produces<Stream>(200, "image/png", "audio/wav").Fails(401, 403, 404);

    private static async Task<IResult> GetAsync(
        HttpContext context, string connectionId, string noteId, IStore store, Keys keys, NoteFiles files, FairUseWatch watch, TimeProvider time, CancellationToken cancellation)
    {
        if (watch.MeterOf(context.Client()).Read(time.GetUtcNow()) is { } refusal)
            return FairUseAnswers.Of(context, refusal);
        if (context.Client().Exhibitor is not { } exhibitor || !ShortId.TryParse(connectionId, out var connection)
            || await store.FindAsync(exhibitor, keys.ConnectionRow(connection), cancellation) is not { } row
            || await files.OpenAsync(row, noteId, cancellation) is not { } file)
        {
            return Problems.Of(context, "not_found", "There is no file for you at this address.");
        }
        context.Response.Headers.ContentDisposition = "attachment";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.Stream(file.Content, file.ContentType);
    }
}
