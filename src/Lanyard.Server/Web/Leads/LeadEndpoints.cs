using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Leads;
using Lanyard.Server.Hosting.Files;

namespace Lanyard.Server.Web.Leads;

/// <summary>Files of notes, for the people who may see the lead.</summary>
internal static class LeadEndpoints
{
    public static void MapLeads(this WebApplication app) =>
        app.MapGet("/connect/exhibitors/{eventId}/{exhibitorId}/leads/{leadId}/files/{noteId}", FileAsync).ExcludeFromDescription();

    private static async Task<IResult> FileAsync(HttpContext context, string leadId, string noteId, PageContext page, LeadDirectory leads,
        NoteFiles files, Keys keys, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(leadId, out var lead) || !ShortId.TryParse(noteId, out var note)
            || await leads.FindAsync(page.Exhibitor.Key, keys.ConnectionRow(lead), await leads.OwnAsync(page), cancellation) is not { } found
            || found.Lead.State is not ConnectionState.Completed || !found.Entries.Any(e => e.Id == note)
            || await files.OpenAsync(lead, note, cancellation) is not { } file)
            return Results.StatusCode(404);
        context.Response.Headers["Content-Disposition"] = "inline";
        return TypedResults.Stream(file.Content, file.ContentType);
    }
}
