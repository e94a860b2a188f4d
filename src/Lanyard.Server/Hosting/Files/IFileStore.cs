namespace Lanyard.Server.Hosting.Files;

/// <summary>Where files lie: one folder for each connection, without folders in it.</summary>
internal interface IFileStore
{
    /// <summary>Keeps a file; it is there for good when the task ends, whole. One of the same name is replaced.</summary>
    Task SaveAsync(string folder, string name, string contentType, byte[] content, CancellationToken cancellation);

    /// <summary>The names of the files in a folder; none when there is no such folder.</summary>
    Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellation);

    /// <summary>Null when there is no such file.</summary>
    Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancellation);

    /// <summary>Deletes a folder with its files; again, it changes nothing.</summary>
    Task DeleteAsync(string folder, CancellationToken cancellation);

    IAsyncEnumerable<string> FoldersAsync(CancellationToken cancellation);
}
