using Lanyard.Client;

namespace Lanyard.Sync.Leads;

/// <summary>The file of an image or a recording, as a target that keeps files wants it.</summary>
internal sealed record NoteFile(string Url, string Name, string MediaType)
{
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".png"] = "image/png", [".gif"] = "image/gif",
        [".webp"] = "image/webp", [".heic"] = "image/heic", [".mp3"] = "audio/mpeg", [".m4a"] = "audio/mp4",
        [".mp4"] = "audio/mp4", [".aac"] = "audio/aac", [".ogg"] = "audio/ogg", [".webm"] = "audio/webm", [".wav"] = "audio/wav",
    };

    /// <summary>What stands in the place of a file that could not be had.</summary>
    public static byte[] Missing(string url) => System.Text.Encoding.UTF8.GetBytes($"This file could not be had: {url}");

    /// <summary>Null for a memo.</summary>
    public static NoteFile? Of(Note note)
    {
        if ((string.IsNullOrEmpty(note.FileUrl) ? note.File : note.FileUrl) is not { Length: > 0 } url)
            return null;
        var extension = Path.GetExtension(new Uri(new Uri("https://localhost"), url).AbsolutePath);
        return new(url, $"{note.Type}-{note.Id}{extension}", MediaTypes.GetValueOrDefault(extension, "application/octet-stream"));
    }
}
