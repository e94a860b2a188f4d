using Lanyard.Tests.Histories;

namespace Lanyard.Tests.Faults;

/// <summary>Rounds of workload, fault, restart and check on one store.</summary>
public sealed class Rounds : IAsyncDisposable
{
    private const int Writers = 16;

    private readonly Show _show;
    private readonly Workload _workload;
    private readonly Disk _disk;
    private ServerChild? _server;

    private Rounds(Show show, Disk disk) => (_show, _disk, _workload) = (show, disk, new Workload(show, readersOfEach: 2));

    /// <summary>Whether a test that takes minutes may run (<c>./test.sh --long</c>).</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("LANYARD_LONG") == "1";

    public Show Show => _show;

    public Disk Disk => _disk;

    public ServerChild Server => _server!;

    public int Acknowledged => _workload.Acknowledged;

    public static async Task<Rounds> StartAsync(int exhibitors = 3, int registrants = 4_000, string? database = null)
    {
        var show = await Show.CreateAsync(exhibitors, registrants, database);
        return new Rounds(show, await Disk.CreateAsync(show.Folder));
    }

    /// <summary>Works on a server that ends itself.</summary>
    public async Task RunToEndAsync(params string[] faults)
    {
        await RestartAsync(faults);
        await WorkAsync(_ => Task.CompletedTask);
    }

    /// <summary>Works on a server that runs until, after so many acknowledged scans, something is done to it.</summary>
    public Task RunAsync(int scans, Func<Rounds, Task> fault) => WorkAsync(async ended =>
    {
        await Task.WhenAny(_workload.WhenAcknowledgedAsync(scans), ended);
        Assert.False(ended.IsCompleted, $"The server ended by itself:\n{Server.Output}");
        await fault(this);
    });

    /// <summary>Ends when so many more scans were acknowledged.</summary>
    public Task WhenAcknowledgedAsync(int scans) => _workload.WhenAcknowledgedAsync(scans);

    /// <summary>Ends when the disk has failed to keep the database, or the server has ended over it.</summary>
    public async Task FailNextSyncOfDatabaseAsync()
    {
        var ended = Server.Exited;
        _disk.FailsNextSyncOfDatabase = true;
        while (_disk.FailsNextSyncOfDatabase && !ended.IsCompleted)
            await Task.Delay(10);
    }

    public async Task RestartAsync(params string[] faults)
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = await ServerChild.StartAsync(_show.Folder, _show.Database, _disk, faults);
    }

    /// <summary>A server without faults on what the last one left; what is wrong then.</summary>
    public async Task<IReadOnlyList<Violation>> CheckAsync()
    {
        await RestartAsync();
        Assert.Empty(await _show.Probe.CheckIntegrityAsync());
        return new HistoryChecker(_workload.History, await _workload.FinishAsync(Server.Address)).Check();
    }

    public async ValueTask DisposeAsync()
    {
        _workload.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _disk.Dispose();
        Directory.Delete(_show.Folder, recursive: true);
    }

    private async Task WorkAsync(Func<Task, Task> fault)
    {
        using var stop = new CancellationTokenSource();
        var work = _workload.RunAsync([Server.Address], Writers, int.MaxValue, stop.Token);
        var ended = Server.Exited;
        await fault(ended);
        // A fault that does not come, or an answer that the workload cannot understand, is not waited for in vain.
        await Task.WhenAny(ended, work);
        await stop.CancelAsync();
        await work;
    }
}
