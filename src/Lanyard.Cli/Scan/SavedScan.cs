namespace Lanyard.Cli.Scan;

/// <summary>A scan that is on disk. A class, not a record: nothing may print the badge code by accident.</summary>
internal sealed class SavedScan(long number, string code, DateTimeOffset time, string reader)
{
    /// <summary>From 1, in the order of the scans, never used twice in a queue.</summary>
    public long Number => number;

    public string Code => code;

    /// <summary>When the badge was read: UTC, in whole seconds, as the guide has it.</summary>
    public DateTimeOffset Time => time;

    public string Reader => reader;
}

/// <summary>A scan that the server refused for good; <c>lanyard scan retry</c> sends it again.</summary>
internal sealed class SetAsideScan(SavedScan scan, int status, string reason, string detail)
{
    public SavedScan Scan => scan;

    public int Status => status;

    /// <summary>Stable name of the fault, such as <c>unknown_code</c>.</summary>
    public string Reason => reason;

    public string Detail => detail;
}
