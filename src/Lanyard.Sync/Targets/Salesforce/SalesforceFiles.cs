using System.Net;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>Images and recordings as Salesforce files on the lead's record.</summary>
internal sealed class SalesforceFiles(SalesforceApi api, TargetContext context)
{
    /// <summary>What a call of Salesforce's holds, in bytes before it is encoded.</summary>
    private const int Largest = 35_000_000;

    private readonly bool _asLinks = context.Settings.Or("files", "upload") switch
    {
        "upload" => false,
        "links" => true,
        _ => throw new TargetFaultException($"files of the target {context.Settings.Name} is upload or links."),
    };

    /// <summary>Uploads the file of a note once.</summary>
    /// <returns>False when it is not taken there, and stays where it is.</returns>
    public async Task<bool> KeepAsync(SalesforceLead lead, Note note, string url, CancellationToken cancellation)
    {
        if (_asLinks)
            return false;
        var key = KeyOf(lead, note.Id);
        if (context.State.RemoteId(key) is null && !lead.IsNew)
            await LinkFoundAsync(lead, cancellation);
        if (context.State.RemoteId(key) is not null)
            return true;
        if (await context.ReadFileAsync(url, cancellation) is not { Length: <= Largest } bytes)
            return false;
        var version = new JsonObject
        {
            ["Title"] = $"{note.Type}, {NoteMark.Line(lead.Lead.Id, note.Id)}",
            ["PathOnClient"] = $"{note.Id}.{FileKind.Of(bytes, url).Extension}",
            ["VersionData"] = Convert.ToBase64String(bytes),
            ["FirstPublishLocationId"] = lead.Place,
        };
        var answer = await api.SendAsync(
            HttpMethod.Post, "/sobjects/ContentVersion", version, isRepeatable: false, cancellation);
        if (!answer.IsSuccess)
            return false;
        context.State.Link([(key, $"{answer.Body!["id"]}")]);
        return true;
    }

    public async Task RemoveAsync(SalesforceLead lead, Batch batch, CancellationToken cancellation)
    {
        foreach (var (id, note) in await FindAsync(lead, cancellation))
        {
            var answer = await api.SendAsync(
                HttpMethod.Delete, $"/sobjects/ContentDocument/{id}", null, isRepeatable: true, cancellation);
            if (!answer.IsSuccess && answer.Status != HttpStatusCode.NotFound)
                batch.SetAside(
                    lead.Lead, $"Salesforce does not delete a file of a lead that was erased: {answer.Words}");
            context.State.Unlink($"file:{note}");
        }
    }

    private async Task LinkFoundAsync(SalesforceLead lead, CancellationToken cancellation) => context.State.Link(
        (await FindAsync(lead, cancellation)).Select(f => ($"file:{f.NoteKey}", f.Id)));

    private async Task<IReadOnlyList<(string Id, string NoteKey)>> FindAsync(
        SalesforceLead lead, CancellationToken cancellation)
    {
        var links = await api.QueryAsync(
            "SELECT ContentDocumentId, ContentDocument.Title FROM ContentDocumentLink "
            + $"WHERE LinkedEntityId IN ({lead.Places})",
            cancellation);
        return
        [
            .. from link in links
               let key = NoteMark.KeyIn((string?)link["ContentDocument"]?["Title"])
               where key is not null && key.StartsWith(NoteMark.Key(lead.Lead.Id, ""), StringComparison.Ordinal)
               group key by (string)link["ContentDocumentId"]! into document
               select (document.Key, document.First()),
        ];
    }

    private static string KeyOf(SalesforceLead lead, string note) => $"file:{NoteMark.Key(lead.Lead.Id, note)}";
}
