using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Tests.Histories;

namespace Lanyard.Tests.Faults;

/// <summary>
/// What a busy show does to its servers, over HTTP, with everything recorded: writers that scan and repeat what was not
/// answered, readers that follow the feed without rest, and an organiser who changes things beside them.
/// </summary>
public sealed class Workload : IDisposable
{
    private const string List = "/connect/v1/connections";
    private const long FirstScan = 1_700_000_000;

    private readonly Show _show;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<ReaderRecord> _readers;
    private readonly ConcurrentQueue<(int Exhibitor, int Registrant, long Time)> _again = new();
    private IReadOnlyList<Uri> _nodes = [];
    private int _next;
    private int _left;
    private int _acknowledged;
    private int _organised;
    private int _questionDue;
    private bool _exposed = true;
    private (int Count, TaskCompletionSource Reached)? _goal;

    public Workload(Show show, int readersOfEach)
    {
        _show = show;
        _readers = Enumerable.Range(0, show.Exhibitors.Count * readersOfEach)
            .Select(i => History.Read(i % show.Exhibitors.Count)).ToList();
    }

    public History History { get; } = new();

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Ends when so many more scans were acknowledged. One at a time.</summary>
    public Task WhenAcknowledgedAsync(int more)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _goal = (Acknowledged + more, reached);
        return reached.Task;
    }

    /// <summary>Runs until the writes are done, or until it is stopped because its servers are gone.</summary>
    public async Task RunAsync(IReadOnlyList<Uri> nodes, int writers, int writes, CancellationToken stop)
    {
        (_nodes, _left) = (nodes, writes);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var others = _readers.Select((reader, i) => FollowAsync(reader, i, end.Token))
            .Append(OrganiseAsync(end.Token)).ToList();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(i => WriteAsync(i, stop)));
        await end.CancelAsync();
        await Task.WhenAll(others);
    }

    /// <summary>Lets every change be carried out and every reader catch up; what there is then.</summary>
    public async Task<FinalState> FinishAsync(Uri node)
    {
        _nodes = [node];
        // Requests that were cancelled at the end may still be carried out: what is compared is of one moment.
        while (true)
        {
            var connections = await ReadSettledAsync();
            var heads = connections.GroupBy(c => c.Exhibitor).ToDictionary(g => g.Key, g => g.Max(c => c.Revision));
            foreach (var reader in _readers)
            {
                while (reader.Highest < heads.GetValueOrDefault(reader.Exhibitor))
                    await ReadPageAsync(reader, node);
            }
            var feeds = new Dictionary<int, IReadOnlyList<SeenRow>>();
            for (var exhibitor = 0; exhibitor < _show.Exhibitors.Count; exhibitor++)
            {
                var whole = new ReaderRecord(exhibitor);
                while (whole.Pages.Count == 0 || whole.Highest < heads.GetValueOrDefault(exhibitor) || whole.Pages[^1].Count > 0)
                    await ReadPageAsync(whole, node);
                feeds[exhibitor] = whole.Rows;
            }
            var scans = await _show.Probe.ReadScansAsync(_show.Exhibitors);
            if (connections.ToHashSet().SetEquals(await ReadSettledAsync()))
                return new(connections, scans, feeds);
        }
    }

    private async Task<IReadOnlyList<StoredConnection>> ReadSettledAsync()
    {
        while (!await _show.Probe.IsSettledAsync())
            await Task.Delay(5);
        return await _show.Probe.ReadConnectionsAsync(_show.Exhibitors);
    }

    public void Dispose() => _http.Dispose();

    private async Task WriteAsync(int writer, CancellationToken stop)
    {
        for (var turn = writer; !stop.IsCancellationRequested && Interlocked.Decrement(ref _left) >= 0; turn++)
        {
            if (_again.TryDequeue(out var unanswered))
                await ScanAsync(unanswered.Exhibitor, unanswered.Registrant, unanswered.Time, turn, stop);
            else
                await ScanNextAsync(turn, stop);
        }
    }

    private Task ScanNextAsync(int turn, CancellationToken stop)
    {
        var n = Interlocked.Increment(ref _next);
        var (exhibitor, time) = (n % _show.Exhibitors.Count, FirstScan + n % 100_000);
        return (n % 64) switch
        {
            9 => ScanAsync(exhibitor, -n, time, turn, stop),
            41 => ScanAsync(exhibitor, Show.Foreign + n % 20, time, turn, stop),
            // The badge of a while ago once more, earlier or later than it was scanned then.
            7 or 23 or 39 or 55 when n > 1_000 =>
                ScanAsync(exhibitor, Registrant(n - 640), time - 640 + (n % 3 - 1) * 60, turn, stop),
            _ => ScanAsync(exhibitor, Registrant(n), time, turn, stop),
        };
    }

    // One badge is scanned by all exhibitors at about the same time.
    private int Registrant(int n) => n / _show.Exhibitors.Count % _show.Registrants;

    private async Task ScanAsync(int exhibitor, int registrant, long time, int turn, CancellationToken stop)
    {
        var scan = History.Scan(exhibitor, registrant, time);
        var text = DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var body = new { code = Show.Badge(registrant), time = text };
        var node = Node(turn);
        if (await SendAsync(node, HttpMethod.Post, List, _show.Tokens[exhibitor], body, stop) is not { } answer)
        {
            if (turn % 2 == 0)
                _again.Enqueue((exhibitor, registrant, time));
            return;
        }
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            scan.Fail();
            return;
        }
        var row = Row(answer.Body);
        scan.Succeed(row);
        var acknowledged = Interlocked.Increment(ref _acknowledged);
        if (_goal is { } goal && acknowledged >= goal.Count)
            goal.Reached.TrySetResult();
        if (turn % 8 == 0)
            await FetchAsync(scan, turn + 1, stop);
    }

    private async Task FetchAsync(ScanRecord scan, int turn, CancellationToken stop)
    {
        var path = $"{List}/{ShortId.Format(scan.Answer.Id)}";
        if (await SendAsync(Node(turn), HttpMethod.Get, path, _show.Tokens[scan.Exhibitor], null, stop) is { } fetched)
            scan.Fetched = fetched.Status is HttpStatusCode.OK ? Row(fetched.Body) : default(SeenRow);
    }

    private async Task FollowAsync(ReaderRecord reader, int turn, CancellationToken end)
    {
        for (; !end.IsCancellationRequested; turn++)
            await ReadPageAsync(reader, Node(turn), end);
    }

    private async Task ReadPageAsync(ReaderRecord reader, Uri node, CancellationToken end = default)
    {
        var from = reader.Highest == 0 ? 0 : reader.Highest + 1;
        var invoked = Stopwatch.GetTimestamp();
        var path = string.Create(CultureInfo.InvariantCulture, $"{List}?fromRevision={from}");
        if (await SendAsync(node, HttpMethod.Get, path, _show.Tokens[reader.Exhibitor], null, end) is { } page)
            reader.Add(from, page.Body.EnumerateArray().Select(Row).ToList(), invoked, Stopwatch.GetTimestamp());
    }

    private async Task OrganiseAsync(CancellationToken end)
    {
        for (; !end.IsCancellationRequested; _organised++)
        {
            var scanned = Math.Min(Volatile.Read(ref _next) / _show.Exhibitors.Count, _show.Registrants);
            var one = _organised % Math.Max(1, scanned / 7) * 7;
            switch (_organised % 16)
            {
                case 2 when Volatile.Read(ref _next) is var next && next >= _questionDue:
                    // Each time it touches what was scanned so far, so it comes again when that is twice as much.
                    _questionDue = next + scanned * _show.Exhibitors.Count;
                    _exposed = !_exposed;
                    await OrganiseAsync(HttpMethod.Put, "/profile-questions/q", Show.Question(_exposed), end);
                    break;
                case 6:
                    var licenses = $"/exhibitors/e{_organised % _show.Exhibitors.Count}/licenses";
                    await OrganiseAsync(HttpMethod.Post, licenses, new { kind = "scan", seats = 1 }, end);
                    break;
                case 11 when one + 5 < _show.Registrants:
                    History.Erased.TryAdd(one + 5, false);
                    if (await OrganiseAsync(HttpMethod.Delete, $"/registrants/R{one + 5}", null, end))
                        History.Erased[one + 5] = true;
                    break;
                default:
                    var changed = Show.Registrant(one, _organised, withCode: false);
                    if (await OrganiseAsync(HttpMethod.Put, $"/registrants/R{one}", changed, end))
                        History.Changed[one] = _organised;
                    break;
            }
        }
    }

    private async Task<bool> OrganiseAsync(HttpMethod method, string path, object? body, CancellationToken end) =>
        await SendAsync(Node(_organised), method, _show.EventPath + path, _show.OrganiserToken, body, end)
            is { Status: not HttpStatusCode.NotFound };

    private Uri Node(int turn) => _nodes[turn % _nodes.Count];

    /// <summary>Null when it is not known what became of the request.</summary>
    private async Task<(HttpStatusCode Status, JsonElement Body)?> SendAsync(
        Uri node, HttpMethod method, string path, string token, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(node, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await _http.SendAsync(request, stop);
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable)
                return null;
            var bytes = await response.Content.ReadAsByteArrayAsync(stop);
            var isRefusal = response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden;
            if (!response.IsSuccessStatusCode && !isRefusal)
                throw new InvalidOperationException($"{method} {path} was answered with {response.StatusCode}.");
            using var document = bytes.Length == 0 ? null : JsonDocument.Parse(bytes);
            return (response.StatusCode, document?.RootElement.Clone() ?? default);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or IOException or SocketException)
        {
            // A server that is gone is not asked a thousand times before it is back.
            if (!stop.IsCancellationRequested)
                await Task.Delay(5, CancellationToken.None);
            return null;
        }
    }

    private static SeenRow Row(JsonElement record)
    {
        Assert.True(ShortId.TryParse(record.GetProperty("id").GetString(), out var id));
        var contact = record.GetProperty("contact");
        var time = record.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds();
        return new(id, record.GetProperty("revision").GetInt64(),
            Number(contact.GetProperty("lastName")), Number(contact.GetProperty("firstName")), time,
            record.GetRawText().GetHashCode(StringComparison.Ordinal));
    }

    private static int Number(JsonElement name) =>
        name.GetString() is { Length: > 1 } text ? int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture) : -1;
}
