using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>Files of notes in HubSpot's file manager, private, in a folder of the lead.</summary>
internal sealed class HubSpotFiles(HubSpotApi api, TargetContext context)
{
    private readonly bool _asLinks = context.Settings.Or("files", "upload") switch
    {
        "upload" => false,
        "links" => true,
        _ => throw new TargetFaultException($"files of the target {context.Settings.Name} is upload or links."),
    };

    /// <returns>HubSpot's id of the file; null when it stays where it is.</returns>
    public async Task<string?> UploadAsync(
        string connection, string note, string noteKey, string url, CancellationToken cancellation)
    {
        if (_asLinks)
            return null;
        if (context.State.RemoteId(KeyOf(noteKey)) is { } id)
            return id;
        if (await context.ReadFileAsync(url, cancellation) is not { } bytes)
            return null;
        var answer = await api.SendAsync(HttpMethod.Post, api.Files, Form, isRepeatable: true, cancellation);
        if (!answer.IsSuccess)
            return null;
        var uploaded = $"{answer.Body["id"]}";
        context.State.Link([(KeyOf(noteKey), uploaded)]);
        return uploaded;

        MultipartFormDataContent Form()
        {
            var file = new ByteArrayContent(bytes);
            var kind = FileKind.Of(bytes, url);
            file.Headers.ContentType = new MediaTypeHeaderValue(kind.MediaType);
            var name = $"{note}.{kind.Extension}";
            var options = new JsonObject
            {
                ["access"] = "PRIVATE",
                // An attempt whose answer was lost has left the file there.
                ["duplicateValidationStrategy"] = "RETURN_EXISTING",
                ["duplicateValidationScope"] = "EXACT_FOLDER",
            };
            return new()
            {
                { file, "file", name },
                { new StringContent(name), "fileName" },
                { new StringContent($"/Lanyard/{connection}"), "folderPath" },
                { new StringContent(options.ToJsonString()), "options" },
            };
        }
    }

    /// <summary>Deletes the files of a lead for good, also one whose note was never created.</summary>
    /// <param name="ids">Those that its notes name.</param>
    public async Task DeleteAsync(string connection, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var links = context.State.Links(KeyOf(NoteMark.Key(connection, "")));
        foreach (var id in ids.Union(links.Select(l => l.RemoteId), StringComparer.Ordinal))
        {
            var answer = await api.DeleteAsync($"{api.Files}/{id}/gdpr-delete", cancellation);
            if (!answer.IsSuccess && answer.Status != HttpStatusCode.NotFound)
                throw new TargetFaultException(
                    $"HubSpot does not delete a file of a lead that was erased: {answer.Message}");
        }
        foreach (var (key, _) in links)
            context.State.Unlink(key);
    }

    private static string KeyOf(string noteKey) => $"file:{noteKey}";
}
