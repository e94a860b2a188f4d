namespace Lanyard.Tests.Faults;

/// <summary>
/// Ends the server in every way that it can end, again and again on the same store. After each: it comes up unaided
/// within ten seconds, nothing acknowledged is lost, nothing stands twice and no reader has missed anything.
/// </summary>
public sealed class CrashTests
{
    private static readonly int RoundsOfEach = Rounds.IsLong ? 20 : 2;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_however_the_server_ends()
    {
        await using var rounds = await Rounds.StartAsync();
        var random = new Random(20_261_124);
        for (var round = 0; round < RoundsOfEach; round++)
        {
            await CheckAsync(rounds, "killed before a commit",
                r => r.RunToEndAsync("Kill=before-commit", $"At={random.Next(5, 150)}"));
            await CheckAsync(rounds, "killed at a random moment",
                r => r.RunAsync(random.Next(50, 800), KillAsync));
            await CheckAsync(rounds, "killed after a commit, before its answers",
                r => r.RunToEndAsync("Kill=after-commit", $"At={random.Next(5, 150)}"));
            await CheckAsync(rounds, "power lost at a random moment",
                r => r.RunAsync(random.Next(50, 800), CutPowerAsync));
            await CheckAsync(rounds, "killed in the middle of a fan-out",
                r => r.RunToEndAsync("Kill=fan-out", $"At={random.Next(1, 12)}"));
            await CheckAsync(rounds, "power lost while the log is brought in",
                r => r.RunAsync(random.Next(800, 1_500), CutPowerAsync));
            await CheckAsync(rounds, "power lost instead of a sync",
                r => r.RunAsync(random.Next(50, 400), s => CutAtSyncAsync(s, random)));
            await CheckAsync(rounds, "power lost, a part of what was not synced kept",
                r => r.RunAsync(random.Next(50, 400), s => CutInPartAsync(s, random)));
            await CheckAsync(rounds, "syncs failed before power was lost",
                r => r.RunAsync(random.Next(50, 400), FailSyncsAsync));
            await CheckAsync(rounds, "the disk was full before the server was killed",
                r => r.RunAsync(random.Next(50, 400), FillDiskAsync));
        }
        TestContext.Current.SendDiagnosticMessage($"{RoundsOfEach * 10} rounds, {rounds.Acknowledged} scans acknowledged");
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_disk_has_not_kept_what_was_brought_into_the_database()
    {
        await using var rounds = await Rounds.StartAsync();
        await CheckAsync(rounds, "a flush of the database failed", r => r.RunAsync(100, async s =>
        {
            await s.FailNextSyncOfDatabaseAsync();
            await s.Server.Exited;
            Assert.True(s.Disk.WasCut);
            Assert.Contains("Nothing is lost: the next start makes it good", s.Server.Output, StringComparison.Ordinal);
        }));
    }

    private static async Task CheckAsync(Rounds rounds, string name, Func<Rounds, Task> run)
    {
        if (rounds.Acknowledged == 0)
            await rounds.RestartAsync();
        await run(rounds);
        var violations = await rounds.CheckAsync();
        Assert.True(violations.Count == 0, $"{name}:\n{string.Join('\n', violations)}");
    }

    private static Task KillAsync(Rounds rounds) => rounds.Server.KillAsync();

    private static async Task CutPowerAsync(Rounds rounds)
    {
        rounds.Disk.CutPower();
        await rounds.Server.Exited;
        Assert.True(rounds.Disk.WasCut);
    }

    private static async Task CutAtSyncAsync(Rounds rounds, Random random)
    {
        rounds.Disk.CutPowerAtSync(random.Next(1, 50));
        await rounds.Server.Exited;
        Assert.True(rounds.Disk.WasCut);
    }

    private static async Task CutInPartAsync(Rounds rounds, Random random)
    {
        rounds.Disk.CutPowerAtSync(random.Next(1, 50), keepSeed: random.Next(1, int.MaxValue));
        await rounds.Server.Exited;
        Assert.True(rounds.Disk.WasCut);
    }

    private static async Task FailSyncsAsync(Rounds rounds)
    {
        var before = rounds.Disk.Syncs;
        rounds.Disk.FailsToSync = true;
        // A flush of the database among them ends the server, and the power with it.
        var ended = rounds.Server.Exited;
        while (rounds.Disk.Syncs < before + 20 && !ended.IsCompleted)
            await Task.Delay(1);
        rounds.Disk.FailsToSync = false;
        await CutPowerAsync(rounds);
    }

    private static async Task FillDiskAsync(Rounds rounds)
    {
        rounds.Disk.IsFull = true;
        await DiskTests.WaitForRefusalAsync(rounds);
        rounds.Disk.IsFull = false;
        await DiskTests.WaitForSuccessAsync(rounds);
        await KillAsync(rounds);
    }
}
