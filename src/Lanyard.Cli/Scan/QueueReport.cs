namespace Lanyard.Cli.Scan;

/// <summary>What <c>lanyard scan status</c> tells; without badge codes.</summary>
internal sealed record QueueReport
{
    public required string Folder { get; init; }
    public string? Owner { get; init; }
    public required int Waiting { get; init; }
    public DateTimeOffset? OldestWaiting { get; init; }
    public required IReadOnlyList<SetAsideReport> SetAside { get; init; }

    public static QueueReport Of(string folder, QueueContent content) => new()
    {
        Folder = folder, Owner = content.Owner, Waiting = content.Waiting.Count,
        OldestWaiting = content.Waiting.FirstOrDefault()?.Time,
        SetAside =
        [
            .. content.SetAside.Select(refused => new SetAsideReport(
                refused.Scan.Number, refused.Scan.Time, refused.Scan.Reader, refused.Status, refused.Reason,
                refused.Detail)),
        ],
    };
}

internal sealed record SetAsideReport(
    long Scan, DateTimeOffset Time, string Reader, int Status, string Reason, string Detail);
