namespace Lanyard.Tests.Faults;

/// <summary>Servers that are wrong on purpose. The crash tests would be worth nothing if they did not notice.</summary>
public sealed class BrokenOnPurposeTests
{
    [Fact]
    public async Task A_server_that_answers_before_the_commit_is_found_to_lose_scans()
    {
        await using var rounds = await Rounds.StartAsync();
        // The pause gives the answers time to arrive before the process ends.
        await rounds.RunToEndAsync("AnswersEarly=true", "Pause=30", "Kill=before-commit", "At=20");
        Assert.Contains(await rounds.CheckAsync(), v => v.Rule == "I1" && v.What.Contains("is lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_sync_its_commits_is_found_to_lose_scans_with_the_power()
    {
        await using var rounds = await Rounds.StartAsync();
        await rounds.RestartAsync("Synchronous=NORMAL");
        await rounds.RunAsync(100, async r =>
        {
            r.Disk.CutPower();
            await r.Server.Exited;
        });
        Assert.Contains(await rounds.CheckAsync(), v => v.Rule == "I1" && v.What.Contains("is lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_server_loses_nothing_when_it_is_only_killed()
    {
        // Why kill -9 is not enough: the kernel keeps what the process wrote.
        await using var rounds = await Rounds.StartAsync();
        await rounds.RestartAsync("Synchronous=NORMAL");
        await rounds.RunAsync(100, r => r.Server.KillAsync());
        Assert.Empty(await rounds.CheckAsync());
    }

    [Fact]
    public async Task A_server_that_goes_on_after_a_failed_flush_of_the_database_is_found_to_destroy_it()
    {
        await using var rounds = await Rounds.StartAsync();
        IReadOnlyList<string> damage = [];
        // A flush that SQLite itself makes is made good by the next, because it brings the same pages in again: not each one destroys.
        for (var round = 0; round < 20 && damage.Count == 0; round++)
        {
            await rounds.RestartAsync("GoesOnUnflushed=true");
            await rounds.RunAsync(100, async r =>
            {
                await r.FailNextSyncOfDatabaseAsync();
                // The log has begun anew and does not hold any more what was given up.
                await r.WhenAcknowledgedAsync(1_000);
                r.Disk.CutPower();
                await r.Server.Exited;
            });
            damage = await rounds.Show.Probe.CheckIntegrityAsync();
        }
        Assert.NotEmpty(damage);
    }
}
