using Lanyard.Cli.Tests.Support;
using Lanyard.Tests.Faults;

namespace Lanyard.Cli.Tests.Scan;

/// <summary>
/// Ends the desk in every way that it can end. What was confirmed arrives, once and with its own time.
/// </summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Each_of_200_confirmed_scans_arrives_once_with_its_time_however_often_the_desk_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerDouble.StartAsync();
        var rounds = new Rounds(server, fault: null, disk: null, seed: 26);

        var violations = await rounds.RunAsync(folder.In("queue"), scans: 200, desk => desk.KillAsync());

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.InRange(rounds.Confirmed, 150, 220);
        Assert.InRange(rounds.Ends, 8, 100);
    }

    [Fact]
    public async Task A_desk_that_confirms_before_it_writes_is_found_out_by_kill()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerDouble.StartAsync();
        var rounds = new Rounds(server, "tell-before-write", disk: null, seed: 27);

        var violations = await rounds.RunAsync(folder.In("queue"), scans: 60, desk => desk.KillAsync());

        Assert.Contains(violations, violation => violation.EndsWith("did not arrive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_confirmed_scan_arrives_when_power_is_lost_again_and_again()
    {
        using var folder = new TemporaryFolder();
        using var disk = await Disk.CreateAsync(folder.Path);
        await using var server = await ServerDouble.StartAsync();
        var rounds = new Rounds(server, fault: null, disk, seed: 28);
        var random = new Random(28);

        var violations = await rounds.RunAsync(
            folder.In("queue"), scans: 100, desk => CutPowerAsync(desk, disk, random.Next(2) * random.Next(1, 1_000)));

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public async Task A_desk_that_confirms_before_it_syncs_is_found_out_by_a_loss_of_power()
    {
        using var folder = new TemporaryFolder();
        using var disk = await Disk.CreateAsync(folder.Path);
        await using var server = await ServerDouble.StartAsync();
        var rounds = new Rounds(server, "tell-before-sync", disk, seed: 29);

        var violations = await rounds.RunAsync(folder.In("queue"), scans: 60, desk => CutPowerAsync(desk, disk, 0));

        Assert.Contains(violations, violation => violation.EndsWith("did not arrive", StringComparison.Ordinal));
    }

    private static async Task CutPowerAsync(Desk desk, Disk disk, int keepSeed)
    {
        disk.CutPower(keepSeed);
        await desk.EndedAsync();
        Assert.True(disk.WasCut);
    }
}
