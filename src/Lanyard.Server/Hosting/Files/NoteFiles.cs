using Lanyard.Core;

namespace Lanyard.Server.Hosting.Files;

/// <summary>A file of a note, to be read once.</summary>
/// <param name="ContentType">Such as <c>image/jpeg</c>.</param>
internal sealed record NoteFile(Stream Content, string ContentType);

/// <summary>
/// The images and recordings of notes: one file a note, in a folder for each connection, on disk before it is told to be
/// there. Kept before the entry that names it, so that no lead shows a file that is not there.
/// </summary>
internal sealed class NoteFiles(StoreSettings settings)
{
    private static readonly (string Ending, string Type)[] Kinds =
    [
        (".jpg", "image/jpeg"), (".png", "image/png"), (".wav", "audio/wav"), (".webm", "audio/webm"), (".m4a", "audio/mp4"),
        (".ogg", "audio/ogg"), (".mp3", "audio/mpeg"),
    ];

    /// <summary>Keeps a file; one with the same ids takes its place.</summary>
    /// <param name="contentType">One of those that are kept.</param>
    public async Task SaveAsync(long connectionId, long noteId, string contentType, byte[] content, CancellationToken cancellation)
    {
        var folder = FolderOf(connectionId);
        Directory.CreateDirectory(folder);
        var path = PathOf(folder, noteId, Kinds.Single(k => k.Type == contentType).Ending);
        var part = path + "." + Guid.NewGuid().ToString("N") + ".part";
        await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(content, cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
    }

    /// <summary>The file of a note; null when there is none.</summary>
    public Task<NoteFile?> OpenAsync(long connectionId, long noteId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var folder = FolderOf(connectionId);
        foreach (var (ending, type) in Kinds)
        {
            if (PathOf(folder, noteId, ending) is var path && File.Exists(path))
                return Task.FromResult<NoteFile?>(new(File.OpenRead(path), type));
        }
        return Task.FromResult<NoteFile?>(null);
    }

    /// <summary>Deletes all files of a connection.</summary>
    public Task DeleteAsync(long connectionId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Directory.Exists(FolderOf(connectionId)))
            Directory.Delete(FolderOf(connectionId), recursive: true);
        return Task.CompletedTask;
    }

    private string FolderOf(long connectionId) => Path.Combine(settings.FilesFolder, ShortId.Format(connectionId));

    private static string PathOf(string folder, long noteId, string ending) => Path.Combine(folder, ShortId.Format(noteId) + ending);
}
