using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Leads;

namespace Lanyard.Server.Hosting.Files;

/// <summary>
/// Takes the images and recordings that people add to leads. Images are made anew, without what a camera wrote into them;
/// of recordings the container is looked at.
/// </summary>
internal sealed class NoteUpload(IStore store, Keys keys, LeadEditing editing, NoteFiles files)
{
    /// <summary>Bytes that an image or a recording may have.</summary>
    public const int Longest = 10 << 20;

    /// <summary>Keeps the file and then the entry. The same note sent again changes nothing.</summary>
    /// <param name="leadId">The lead's public id.</param>
    /// <param name="kind"><see cref="LeadEntryKind.Image"/> or <see cref="LeadEntryKind.Audio"/>.</param>
    public async Task<Outcome<ConnectionRow>> AddAsync(ExhibitorKey exhibitor, long leadId, long noteId, LeadEntryKind kind,
        byte[] content, DateTimeOffset at, string by, CancellationToken cancellation)
    {
        var seq = keys.ConnectionRow(leadId);
        if (await store.FindAsync(exhibitor, seq, cancellation) is not { } row)
            return Refusal.NotFound("lead");
        if (await HasAsync(exhibitor, seq, noteId, cancellation))
            return row;
        var (type, kept, fault) = kind is LeadEntryKind.Image
            ? await ImageAsync(content, cancellation)
            : (AudioTypeOrNull(content), content, "is not a recording that can be kept: WebM, MP4, Ogg, WAV or MP3");
        if (content.Length > Longest)
            return Refusal.Invalid([new("file", $"may have {Longest >> 20} MB")]);
        if (type is null || kept is null)
            return Refusal.Invalid([new("file", fault)]);
        await files.SaveAsync(row.Id, noteId, type, kept, cancellation);
        var added = await editing.AddAsync(exhibitor, seq, [new(noteId, kind, at, by)], cancellation);
        // An erased registrant's lead takes no entries, and then has no files either.
        if (added.Refusal is null && !await HasAsync(exhibitor, seq, noteId, cancellation))
            await files.DeleteAsync(row.Id, cancellation);
        return added;
    }

    private async Task<bool> HasAsync(ExhibitorKey exhibitor, long seq, long noteId, CancellationToken cancellation) =>
        (await editing.HistoryAsync(exhibitor, seq, cancellation)).Exists(e => e.Id == noteId);

    private static async Task<(string? Type, byte[]? Content, string Fault)> ImageAsync(byte[] content, CancellationToken cancellation)
    {
        var picture = await PictureCoder.EncodeAsync(content, PictureUse.Note, cancellation);
        return ("image/jpeg", picture.Content, picture.Fault switch
        {
            PictureFault.TooLarge => $"may have {PictureCoder.LongestFile >> 20} MB",
            PictureFault.TooManyPixels => "has too many pixels",
            PictureFault.Unreadable => "cannot be read as an image",
            _ => "is not an image that can be kept: JPEG, PNG or WebP",
        });
    }

    private static string? AudioTypeOrNull(ReadOnlySpan<byte> file) =>
        file.Length < 16 ? null
        : file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? "audio/webm"
        : file[4..].StartsWith("ftyp"u8) ? "audio/mp4"
        : file.StartsWith("OggS"u8) ? "audio/ogg"
        : file.StartsWith("RIFF"u8) && file[8..].StartsWith("WAVE"u8) ? "audio/wav"
        : file.StartsWith("ID3"u8) || file[0] == 0xFF && (file[1] & 0xE6) == 0xE2 ? "audio/mpeg"
        : null;
}
