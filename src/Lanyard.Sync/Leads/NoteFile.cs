using System.Text;
using Lanyard.Client;

namespace Lanyard.Sync.Leads;

/// <summary>The file of an image or a recording, as a target that keeps files wants it.</summary>
internal sealed record NoteFile(string Name, string MediaType, byte[] Bytes)
{
    /// <summary>Reads it; in the place of one that cannot be had stands a text that says so.</summary>
    public static async Task<NoteFile> ReadAsync(
        Note note, string url, Func<string, CancellationToken, Task<byte[]?>> readFileAsync,
        CancellationToken cancellation)
    {
        var name = $"{note.Type}-{note.Id}";
        if (await readFileAsync(url, cancellation) is not { } bytes)
            return new($"{name}.txt", "text/plain", Encoding.UTF8.GetBytes($"This file could not be had: {url}"));
        var kind = FileKind.Of(bytes, url);
        return new($"{name}.{kind.Extension}", kind.MediaType, bytes);
    }
}
