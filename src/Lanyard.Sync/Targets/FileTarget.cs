using Lanyard.Sync.Files;

namespace Lanyard.Sync.Targets;

/// <summary>
/// A file that holds every lead once, by its latest revision. The leads are kept in a SQLite file beside the state; the
/// file is made from them anew when a run has come to its end and something has changed.
/// </summary>
internal sealed class FileTarget : ITarget
{
    private readonly TargetContext _context;
    private readonly LeadFormat _format;
    private readonly string _path;
    private LeadStore? _store;

    private FileTarget(TargetContext context)
    {
        _context = context;
        _format = LeadFormat.Create(context.Settings.Type, context.Settings);
        _path = Path.GetFullPath(context.Settings.Required("path"));
        // A source that there is not is to be known at once.
        LeadColumns.Create([], context.Settings.Fields);
    }

    public static IReadOnlyList<TargetKind> Kinds { get; } =
    [
        Kind("csv", "CSV file",
            new TargetOption("delimiter", "the character between the cells, a comma if not given: ; or tab"),
            new TargetOption("defuse", "false, for machines, to put no apostrophe before what looks like a formula"),
            new TargetOption("mark", "false to leave out the byte order mark, for machines")),
        Kind("jsonl", "JSON Lines file"),
        Kind("xlsx", "Excel workbook"),
        Kind("parquet", "Parquet file"),
    ];

    private string StorePath => _context.State.Path + ".leads";

    private LeadStore Store => _store ??= LeadStore.OpenDurable(StorePath);

    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(_path)!;
        Finding finding = FileReplacement.IsOfDevices(_path)
            ? new(FindingKind.Fault, $"{_path} is no file but a device.")
            : Directory.Exists(_path)
            ? new(FindingKind.Fault, $"{_path} is a folder. Give the path of a file.")
            : !Directory.Exists(folder)
                ? new(FindingKind.Fault, $"The folder {folder} does not exist.")
                : new(FindingKind.Fine, $"The leads are written to {_path}.");
        return Task.FromResult<IReadOnlyList<Finding>>([finding]);
    }

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        // A folder that is not there is more likely a disk that is not mounted than one to be made.
        if ((await CheckAsync(cancellation)).FirstOrDefault(f => f.Kind is FindingKind.Fault) is { } fault)
            throw new TargetFaultException(fault.Text);
    }

    public Task<long?> ReadPositionAsync(CancellationToken cancellation) =>
        Task.FromResult<long?>(_store is not null || File.Exists(StorePath) ? Store.Position : 0);

    public Task WritePositionAsync(long position, CancellationToken cancellation)
    {
        Store.SetPosition(position);
        return Task.CompletedTask;
    }

    public Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        Store.Put(batch.Leads, batch.Position);
        return Task.CompletedTask;
    }

    public async Task FinishAsync(CancellationToken cancellation)
    {
        var made = Made();
        if (File.Exists(_path) && Store.Get("made") == made)
            return;
        var columns = LeadColumns.Create(Store.Questions(), _context.Settings.Fields);
        try
        {
            await FileReplacement.WriteAsync(
                _path, output => _format.WriteAsync(Store.Read(), columns, output, cancellation));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TargetFaultException($"{_path} may not be written: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new TargetUnavailableException($"{_path} cannot be written: {exception.Message}", inner: exception);
        }
        Store.Set("made", made);
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the file depends on, in text: the changes of the leads, and how and where it is written.</summary>
    private string Made()
    {
        var settings = _context.Settings;
        var options = Kinds.First(k => k.Type == settings.Type)
            .Options.Select(o => $"{o.Name}={settings.OrNull(o.Name)}");
        return string.Join('\n',
            [Store.Changes.ToString(System.Globalization.CultureInfo.InvariantCulture), _path, settings.Type,
                .. options,
                .. settings.Fields.Select(f => $"{f.Key}<{f.Value}")]);
    }

    private static TargetKind Kind(string type, string title, params IEnumerable<TargetOption> options) => new(
        type, title,
        [new TargetOption("path", $"the file to write: /srv/leads/leads.{type}", IsRequired: true), .. options],
        new Dictionary<string, string>(),
        context => new FileTarget(context));
}
