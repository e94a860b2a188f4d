namespace Lanyard.Sync.Leads;

/// <summary>What a note's file is, by its first bytes; where they do not tell, by its address.</summary>
/// <param name="Extension">Without the dot.</param>
internal sealed record FileKind(string MediaType, string Extension)
{
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["jpg"] = "image/jpeg", ["jpeg"] = "image/jpeg", ["png"] = "image/png", ["gif"] = "image/gif",
        ["webp"] = "image/webp", ["heic"] = "image/heic", ["mp3"] = "audio/mpeg", ["m4a"] = "audio/mp4",
        ["mp4"] = "audio/mp4", ["aac"] = "audio/aac", ["ogg"] = "audio/ogg", ["webm"] = "audio/webm",
        ["wav"] = "audio/wav",
    };

    public static FileKind Of(ReadOnlySpan<byte> bytes, string url)
    {
        var extension = Known(bytes) ?? ExtensionOf(url);
        var mediaType = MediaTypes.GetValueOrDefault(extension, "application/octet-stream");
        return new(mediaType, extension.Length > 0 ? extension : "bin");
    }

    /// <summary>Without the dot; empty where the address has none.</summary>
    public static string ExtensionOf(string url) =>
        Path.GetExtension(url.Split('?', '#')[0]) is { Length: > 1 and <= 5 } extension ? extension[1..] : "";

    private static string? Known(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "jpg",
        [0x89, 0x50, 0x4E, 0x47, ..] => "png",
        [0x47, 0x49, 0x46, 0x38, ..] => "gif",
        [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => "webp",
        [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x41, 0x56, 0x45, ..] => "wav",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "webm",
        [0x4F, 0x67, 0x67, 0x53, ..] => "ogg",
        [0x49, 0x44, 0x33, ..] or [0xFF, 0xFB, ..] => "mp3",
        [0xFF, 0xF1 or 0xF9, ..] => "aac",
        // The photos of an iPhone are in the same container as its recordings: heic, heix, mif1.
        [_, _, _, _, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, ..]
            or [_, _, _, _, 0x66, 0x74, 0x79, 0x70, 0x6D, 0x69, ..] => "heic",
        [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] => "m4a",
        _ => null,
    };
}
