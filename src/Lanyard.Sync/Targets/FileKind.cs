namespace Lanyard.Sync.Targets;

/// <summary>What a note's file is, by its first bytes: its address does not say.</summary>
internal sealed record FileKind(string MediaType, string Extension)
{
    private static readonly FileKind Other = new("application/octet-stream", "bin");

    public static FileKind Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => new("image/jpeg", "jpg"),
        [0x89, 0x50, 0x4E, 0x47, ..] => new("image/png", "png"),
        [0x47, 0x49, 0x46, 0x38, ..] => new("image/gif", "gif"),
        [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => new("image/webp", "webp"),
        [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x41, 0x56, 0x45, ..] => new("audio/wav", "wav"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => new("audio/webm", "webm"),
        [0x4F, 0x67, 0x67, 0x53, ..] => new("audio/ogg", "ogg"),
        [0x49, 0x44, 0x33, ..] or [0xFF, 0xFB, ..] => new("audio/mpeg", "mp3"),
        [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] => new("audio/mp4", "m4a"),
        _ => Other,
    };
}
