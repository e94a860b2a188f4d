using System.Runtime.CompilerServices;
using Lanyard.Sync.Files;

namespace Lanyard.Server.Hosting.Files;

/// <summary>Files in the data folder.</summary>
internal sealed class DiskFiles(string root) : IFileStore
{
    private const string Part = ".part";

    public async Task SaveAsync(string folder, string name, string contentType, byte[] content, CancellationToken cancellation)
    {
        var within = Directory.CreateDirectory(Path.Combine(root, folder)).FullName;
        var path = Path.Combine(within, name);
        var part = path + "." + Guid.NewGuid().ToString("N") + Part;
        await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(content, cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
        FileReplacement.FlushFolder(within);
        FileReplacement.FlushFolder(root);
    }

    public Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(root, folder);
        return Task.FromResult<IReadOnlyList<string>>(Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)).Where(f => !f.EndsWith(Part, StringComparison.Ordinal))]
            : []);
    }

    public Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(root, folder, name);
        return Task.FromResult<Stream?>(File.Exists(path) ? File.OpenRead(path) : null);
    }

    public Task DeleteAsync(string folder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Path.Combine(root, folder) is var path && Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> FoldersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(root))
            yield break;
        foreach (var path in Directory.EnumerateDirectories(root))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Path.GetFileName(path);
        }
    }
}
