namespace Lanyard.Cli.Scan;

/// <summary>
/// The scans on disk, in a folder that one process uses at a time. What <see cref="Save"/> has told of is there after
/// any end of the process or the machine.
/// </summary>
internal class ScanQueue : IDisposable
{
    private const int FinishedBeforeCompacting = 512;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly string _folder;
    private readonly FileStream _held;
    private readonly TimeProvider _clock;
    private readonly QueueContent _content;
    private FileStream _journal;
    private long _end;
    private bool _isDoubtful;

    /// <param name="owner">Server and client id that the scans are for.</param>
    /// <exception cref="ScanException">Another process has the queue, or it holds another owner's scans.</exception>
    public ScanQueue(string folder, string owner, TimeProvider clock)
    {
        (_folder, _clock) = (folder, clock);
        CreateFolder(folder);
        _held = Hold(folder);
        try
        {
            _journal = OpenJournal(PathIn(folder));
            var bytes = File.Exists(PathIn(folder)) ? ReadAll(PathIn(folder)) : [];
            _content = QueueContent.Read(bytes, out var damage);
            CheckOwner(owner);
            if (damage.Lines > 0)
                DamageNotice = KeepDamaged(bytes, damage.Lines);
            _content.Apply(new() { Event = JournalEvent.Owner, Owner = owner });
            Compact();
        }
        catch
        {
            _journal?.Dispose();
            _held.Dispose();
            throw;
        }
    }

    /// <summary>What to tell the operator about a damaged journal; null when it was whole.</summary>
    public string? DamageNotice { get; }

    public int Waiting
    {
        get
        {
            lock (_lock)
                return _content.Waiting.Count;
        }
    }

    public int SetAside
    {
        get
        {
            lock (_lock)
                return _content.SetAside.Count;
        }
    }

    /// <summary>What is in a queue that another process may be using.</summary>
    public static QueueContent Look(string folder) =>
        QueueContent.Read(File.Exists(PathIn(folder)) ? ReadAll(PathIn(folder)) : [], out _);

    /// <summary>Puts a scan on disk.</summary>
    /// <param name="saved">Called when it is there and not yet to be sent: an answer could be quicker than the
    /// beep.</param>
    /// <exception cref="IOException">It is not there.</exception>
    public SavedScan Save(string code, string reader, Action<SavedScan> saved)
    {
        SavedScan scan;
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            var time = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
            scan = new(_content.NextNumber, code, time, reader);
            var line = QueueContent.LineOf(scan);
            Write(line, sync: true);
            _content.Apply(line);
            saved(scan);
        }
        Signal();
        return scan;
    }

    /// <summary>The scan to send next: the first, but for those that <paramref name="isPutOff"/>.</summary>
    public SavedScan? NextOrNull(Func<SavedScan, bool> isPutOff)
    {
        lock (_lock)
            return _content.Waiting.FirstOrDefault(scan => !isPutOff(scan)) ?? _content.Waiting.FirstOrDefault();
    }

    /// <summary>
    /// The server has it. Losing this line to a power cut sends the scan once more, which changes nothing.
    /// </summary>
    public void Finish(SavedScan scan) => Settle(new() { Event = JournalEvent.Sent, Number = scan.Number });

    public void PutAside(SavedScan scan, int status, string reason, string detail) =>
        Settle(QueueContent.LineOf(new SetAsideScan(scan, status, reason, detail)));

    /// <summary>What was set aside waits again; how many those were.</summary>
    public int SendAgain()
    {
        lock (_lock)
        {
            var again = _content.SetAside.Select(refused => refused.Scan.Number).ToList();
            foreach (var number in again)
            {
                var line = new JournalLine { Event = JournalEvent.SentAgain, Number = number };
                Write(line, sync: number == again[^1]);
                _content.Apply(line);
            }
            return again.Count;
        }
    }

    /// <summary>Ends when a scan was saved since the last call.</summary>
    public Task WaitForScanAsync(CancellationToken cancellation) => _arrived.WaitAsync(cancellation);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _journal.Dispose();
        _held.Dispose();
        _arrived.Dispose();
    }

    /// <summary>Appends a line; on disk when this returns if <paramref name="sync"/>.</summary>
    protected virtual void Write(JournalLine line, bool sync)
    {
        if (_isDoubtful)
            Compact();
        // Until the line is known to be there, what the file holds behind the last good line is in doubt. After a
        // failed sync even a second sync proves nothing, so the next write makes the whole file anew.
        _isDoubtful = true;
        var bytes = line.ToBytes();
        RandomAccess.Write(_journal.SafeFileHandle, bytes, _end);
        if (sync)
            Sync();
        _end += bytes.Length;
        _isDoubtful = false;
    }

    protected virtual void Sync() => RandomAccess.FlushToDisk(_journal.SafeFileHandle);

    private void Settle(JournalLine line)
    {
        lock (_lock)
        {
            try
            {
                Write(line, sync: false);
                _content.Apply(line);
                if (_content.Finished >= Math.Max(FinishedBeforeCompacting, _content.Waiting.Count))
                    Compact();
            }
            catch (IOException)
            {
                // A full disk must not send the same scan for ever. The next scan makes the file anew from what is
                // known here, or tells the operator that it was not saved.
                _content.Apply(line);
            }
        }
    }

    /// <summary>
    /// Writes the journal anew without what is finished: badge codes do not stay longer than they are needed.
    /// </summary>
    private void Compact()
    {
        // From the renaming on the old file is nobody's, so whatever fails here, the next write comes back here first.
        _isDoubtful = true;
        var path = PathIn(_folder);
        var fresh = OpenJournal(path + ".new");
        try
        {
            fresh.SetLength(0);
            long end = 0;
            foreach (var line in _content.Lines())
            {
                var bytes = line.ToBytes();
                RandomAccess.Write(fresh.SafeFileHandle, bytes, end);
                end += bytes.Length;
            }
            RandomAccess.FlushToDisk(fresh.SafeFileHandle);
            File.Move(path + ".new", path, overwrite: true);
            Native.SyncFolder(_folder);
            _journal.Dispose();
            (_journal, _end, _isDoubtful) = (fresh, end, false);
            _content.Compacted();
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    private void Signal()
    {
        if (_arrived.CurrentCount == 0)
            _arrived.Release();
    }

    private void CheckOwner(string owner)
    {
        var left = _content.Waiting.Count + _content.SetAside.Count;
        if (left > 0 && _content.Owner is { } other && other != owner)
        {
            throw new ScanException(
                $"The queue in {_folder} holds {left} scans for {other}, not for {owner}: send those first, or name "
                + "another folder with --queue.");
        }
    }

    private string KeepDamaged(byte[] bytes, int lines)
    {
        var copy = $"{PathIn(_folder)}.damaged-{_clock.GetUtcNow():yyyyMMddTHHmmssfff}";
        using var stream = OpenJournal(copy);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
        return $"{lines} lines of the queue are damaged: power was lost while they were written, or the disk or card "
            + $"is failing and scans are lost. The file as it was found: {copy}";
    }

    private static string PathIn(string folder) => Path.Combine(folder, "queue.journal");

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerFile | UnixFileMode.UserExecute);
    }

    private static FileStream Hold(string folder)
    {
        var path = Path.Combine(folder, "queue.lock");
        try
        {
            return new FileStream(path, Options(FileShare.None));
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new ScanException(
                $"Another lanyard scan is using the queue in {folder}: stop it first, or name another folder with "
                + "--queue.",
                exception);
        }
    }

    private static FileStream OpenJournal(string path) =>
        new(path, Options(FileShare.ReadWrite | FileShare.Delete));

    private static byte[] ReadAll(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static FileStreamOptions Options(FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return options;
    }
}
