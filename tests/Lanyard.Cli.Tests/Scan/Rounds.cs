using System.Globalization;
using Lanyard.Cli.Tests.Support;
using Lanyard.Tests.Faults;

namespace Lanyard.Cli.Tests.Scan;

/// <summary>
/// Badges scanned at a desk that is ended and started again, against a server that fails now and then.
/// </summary>
internal sealed class Rounds(ServerDouble server, string? fault, Disk? disk, int seed)
{
    private const int LongestBreak = 24;

    // Few scans are answered at the first try, so that many wait whenever the desk is ended.
    private static readonly Reply[] Faults =
    [
        Reply.FaultBefore, Reply.FaultAfter, Reply.ResetBefore, Reply.ResetAfter, Reply.Hang, Reply.Unauthorized,
        Reply.NotTheApi,
    ];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, DateTimeOffset> _confirmed = new(StringComparer.Ordinal);
    private int _next;

    public int Ends { get; private set; }

    public int Confirmed => _confirmed.Count;

    /// <summary>What was confirmed and did not arrive, or arrived twice or with another time.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string queue, int scans, Func<Desk, Task> endAsync)
    {
        var choice = new Random(seed + 1);
        server.Script = (_, _) =>
        {
            lock (choice)
                return choice.Next(3) > 0 ? Reply.Take : Faults[choice.Next(Faults.Length)];
        };
        while (_next < scans)
            await ScanAndEndAsync(queue, scans, endAsync);
        server.Script = (_, _) => Reply.Take;
        await using var last = Desk.Start(server.Address, queue, fault, disk);
        var exitCode = await last.FinishAsync();
        return exitCode == 0 ? [.. Violations()] : [$"The last run ended with {exitCode}: {last.Error}"];
    }

    private async Task ScanAndEndAsync(string queue, int scans, Func<Desk, Task> endAsync)
    {
        await using var desk = Desk.Start(server.Address, queue, fault, disk);
        for (var left = _random.Next(1, LongestBreak); left > 0 && _next < scans; left--)
            await ScanAsync(desk);
        // Without waiting for what becomes of the last one.
        var code = NextCode();
        await desk.FeedAsync(code);
        if (_random.Next(2) == 0)
            await Task.Delay(_random.Next(0, 4));
        await endAsync(desk);
        Ends++;
        if (await desk.NextSavedOrNullAsync() is { } time)
            _confirmed[code] = time;
    }

    private async Task ScanAsync(Desk desk)
    {
        var code = NextCode();
        await desk.FeedAsync(code);
        if (await desk.NextSavedOrNullAsync() is not { } time)
            throw new InvalidOperationException($"The desk ended by itself: {desk.Error}");
        _confirmed[code] = time;
    }

    private string NextCode() => string.Create(CultureInfo.InvariantCulture, $"Badge-{seed}-{_next++:000}-xYz");

    private IEnumerable<string> Violations()
    {
        var posts = server.Posts.ToLookup(post => post.Code, StringComparer.Ordinal);
        foreach (var (code, time) in _confirmed)
        {
            if (!server.Connections.TryGetValue(code, out var arrived))
                yield return $"{code} was confirmed and did not arrive";
            else if (arrived != time)
                yield return $"{code} was read at {time:O} and arrived with {arrived:O}";
        }
        foreach (var scan in posts.Where(scan => scan.Select(post => post.Time).Distinct().Count() > 1))
            yield return $"{scan.Key} was sent with several times";
    }
}
