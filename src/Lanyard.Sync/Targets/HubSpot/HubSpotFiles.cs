using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

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
            file.Headers.ContentType = new MediaTypeHeaderValue(FileKind.Of(bytes).MediaType);
            var name = $"{note}.{FileKind.Of(bytes).Extension}";
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

    /// <summary>Deletes the files of a note for good.</summary>
    public async Task DeleteAsync(string noteKey, IEnumerable<string> ids, CancellationToken cancellation)
    {
        foreach (var id in ids)
            await api.DeleteAsync($"{api.Files}/{id}/gdpr-delete", cancellation);
        context.State.Unlink(KeyOf(noteKey));
    }

    private static string KeyOf(string noteKey) => $"file:{noteKey}";
}
