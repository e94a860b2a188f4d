using Lanyard.Client;
using Lanyard.Sync.Files;

namespace Lanyard.Sync;

/// <summary>What is exported, and how.</summary>
/// <param name="Format">As in <see cref="LeadFormat.Names"/>.</param>
internal sealed record ExportSettings(string Format)
{
    /// <summary>The revision behind which to begin; 0 for everything.</summary>
    public long After { get; init; }

    /// <summary>The states of the leads to be had; empty for all.</summary>
    public IReadOnlyCollection<string> States { get; init; } = ["completed"];

    /// <summary>A heading to its source, or to nothing to leave it out.</summary>
    public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();

    /// <summary>Options of the format, as its target has them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}

/// <summary>How an export went.</summary>
/// <param name="Leads">Those in the file.</param>
/// <param name="Position">The last revision read: what comes after it was not there yet.</param>
internal sealed record ExportResult(long Leads, long Position);

/// <summary>
/// Reads the feed to its end and writes every lead once, by its latest revision. The leads wait in a temporary file,
/// not in memory, and nothing is written before the feed was read to its end.
/// </summary>
internal static class Export
{
    /// <summary>Into a file, which is replaced as a whole or not at all.</summary>
    /// <param name="progress">The connections read, after every page.</param>
    /// <exception cref="TargetFaultException">The settings are wrong.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static Task<ExportResult> RunAsync(
        Feed feed, ExportSettings settings, string path, IProgress<long>? progress, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new TargetFaultException($"The folder {folder} does not exist.");
        if (FileReplacement.IsOfDevices(path))
            throw new TargetFaultException($"{path} is no file but a device. Standard output is written to as -.");
        // Beside the file, where there is room for as much: the folder for temporary files may be memory.
        return RunAsync(
            feed, settings, folder, write => FileReplacement.WriteAsync(path, write), progress, cancellation);
    }

    /// <summary>Into a stream that need not be able to go back, such as standard output.</summary>
    public static Task<ExportResult> RunAsync(
        Feed feed, ExportSettings settings, Stream output, IProgress<long>? progress, CancellationToken cancellation) =>
        RunAsync(feed, settings, Path.GetTempPath(), write => write(output), progress, cancellation);

    private static async Task<ExportResult> RunAsync(
        Feed feed, ExportSettings settings, string folder, Func<Func<Stream, Task>, Task> open,
        IProgress<long>? progress, CancellationToken cancellation)
    {
        var format = LeadFormat.Create(
            settings.Format, new("The export", settings.Format, settings.Options, settings.Fields));
        // A source that there is not is to be known before the feed is read.
        LeadColumns.Create([], settings.Fields);
        var temporary = Path.Combine(folder, $".lanyard-export-{Guid.NewGuid():N}");
        try
        {
            using var store = LeadStore.OpenTemporary(temporary);
            var position = await CollectAsync(feed, settings.After, store, progress, cancellation);
            var states = settings.States.Count == 0
                ? null
                : new HashSet<string>(settings.States, StringComparer.OrdinalIgnoreCase);
            var leads = 0L;
            await open(output =>
            {
                var columns = LeadColumns.Create(store.Questions(), settings.Fields);
                return format.WriteAsync(store.Read(states).Select(Count), columns, output, cancellation);
            });
            return new(leads, position);

            Connection Count(Connection lead)
            {
                leads++;
                return lead;
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task<long> CollectAsync(
        Feed feed, long position, LeadStore store, IProgress<long>? progress, CancellationToken cancellation)
    {
        var read = 0L;
        for (var isLast = false; !isLast;)
        {
            var page = await feed.ReadAsync(position, cancellation);
            isLast = page.IsLast;
            if (page.Items.Count == 0)
                continue;
            position = page.Items[^1].Revision;
            store.Put(page.Items, position);
            progress?.Report(read += page.Items.Count);
        }
        return position;
    }
}
