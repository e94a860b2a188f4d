using Lanyard.Cli.Scan;

namespace Lanyard.FaultyScan;

/// <summary>Tells that a scan is saved before it is written: each line is written with the next one.</summary>
internal sealed class LateQueue(string folder, string owner) : ScanQueue(folder, owner, TimeProvider.System)
{
    private JournalLine? _late;

    protected override void Write(JournalLine line, bool sync)
    {
        if (_late is { } before)
            base.Write(before, sync);
        _late = line;
    }
}

/// <summary>Tells that a scan is saved when it is written but not synced.</summary>
internal sealed class UnsyncedQueue(string folder, string owner) : ScanQueue(folder, owner, TimeProvider.System)
{
    protected override void Sync()
    {
    }
}
