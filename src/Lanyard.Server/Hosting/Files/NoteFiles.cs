using System.Text;
using Lanyard.Core;
using Lanyard.Core.Connections;

namespace Lanyard.Server.Hosting.Files;

/// <summary>A file of a note, to be read once.</summary>
/// <param name="ContentType">Such as <c>image/jpeg</c>.</param>
internal sealed record NoteFile(Stream Content, string ContentType);

/// <summary>
/// The images and recordings of notes: one file a note, in a folder for each connection, durable before it is told to be
/// there. Kept before the entry that names it, so that no lead shows a file that is not there.
/// </summary>
internal sealed class NoteFiles(IFileStore store)
{
    private static readonly (string Ending, string Type)[] Kinds =
    [
        (".jpg", "image/jpeg"), (".png", "image/png"), (".wav", "audio/wav"), (".webm", "audio/webm"), (".m4a", "audio/mp4"),
        (".ogg", "audio/ogg"), (".mp3", "audio/mpeg"),
    ];

    /// <summary>Keeps a file; one with the same ids takes its place.</summary>
    /// <param name="contentType">One of those that are kept.</param>
    public Task SaveAsync(long connectionId, long noteId, string contentType, byte[] content, CancellationToken cancellation) =>
        store.SaveAsync(ShortId.Format(connectionId), ShortId.Format(noteId) + Kinds.Single(k => k.Type == contentType).Ending,
            contentType, content, cancellation);

    /// <summary>The file of a note; null when there is none.</summary>
    public async Task<NoteFile?> OpenAsync(long connectionId, long noteId, CancellationToken cancellation)
    {
        var folder = ShortId.Format(connectionId);
        var names = await store.ListAsync(folder, cancellation);
        foreach (var (ending, type) in Kinds)
        {
            var name = ShortId.Format(noteId) + ending;
            if (names.Contains(name, StringComparer.Ordinal) && await store.OpenAsync(folder, name, cancellation) is { } content)
                return new(content, type);
        }
        return null;
    }

    /// <summary>The file of a note that the connection shows; null when it shows none with this id.</summary>
    public async Task<NoteFile?> OpenAsync(ConnectionRow row, string noteId, CancellationToken cancellation) =>
        row is { State: ConnectionState.Completed, Notes: { } notes } && ShortId.TryParse(noteId, out var note)
        && notes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ShortId.Format(note))) >= 0
            ? await OpenAsync(row.Id, note, cancellation)
            : null;

    /// <summary>Deletes all files of a connection.</summary>
    public Task DeleteAsync(long connectionId, CancellationToken cancellation) =>
        store.DeleteAsync(ShortId.Format(connectionId), cancellation);

    /// <summary>The ids of the connections that have files.</summary>
    public async IAsyncEnumerable<long> ConnectionsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var folder in store.FoldersAsync(cancellation))
        {
            if (ShortId.TryParse(folder, out var id))
                yield return id;
        }
    }
}
