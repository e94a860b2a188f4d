using Lanyard.Tests.Support;
using Npgsql;

namespace Lanyard.Tests.Faults;

/// <summary>
/// Ends the server, and the database under it, in every way. After each: nothing acknowledged is lost, nothing stands twice
/// and no reader has missed anything.
/// </summary>
public sealed class PostgresCrashTests
{
    private static readonly int RoundsOfEach = Rounds.IsLong ? 25 : 2;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_however_server_or_database_end()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var rounds = await Rounds.StartAsync(database: await cluster.CreateDatabaseAsync());
        var random = new Random(20_261_125);
        for (var round = 0; round < RoundsOfEach; round++)
        {
            await CheckAsync(rounds, "killed before a commit", r => r.RunToEndAsync("Kill=before-commit", $"At={random.Next(5, 150)}"));
            await CheckAsync(rounds, "killed after a commit, before its answers", r => r.RunToEndAsync("Kill=after-commit", $"At={random.Next(5, 150)}"));
            await CheckAsync(rounds, "killed in the middle of a fan-out", r => r.RunToEndAsync("Kill=fan-out", $"At={random.Next(1, 12)}"));
            await CheckAsync(rounds, "killed at a random moment", r => r.RunAsync(random.Next(50, 800), s => s.Server.KillAsync()));
            await CheckAsync(rounds, "database killed at a random moment", r => r.RunAsync(random.Next(50, 800), async s =>
            {
                cluster.Kill();
                await cluster.StartServerAsync();
                // The server goes on by itself.
                await s.WhenAcknowledgedAsync(200);
                await s.Server.KillAsync();
            }));
        }
        TestContext.Current.SendDiagnosticMessage($"{RoundsOfEach * 5} rounds, {rounds.Acknowledged} scans acknowledged");
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_primary_dies_and_its_standby_is_promoted()
    {
        var primary = await PostgresCluster.StartAsync();
        var database = new NpgsqlConnectionStringBuilder(await primary.CreateDatabaseAsync());
        await using var standby = await primary.StartStandbyAsync();
        database.Host = $"{primary.HostAndPort},{standby.HostAndPort}";
        database.Remove("Port");
        database.TargetSessionAttributes = "primary";
        await using var rounds = await Rounds.StartAsync(database: database.ToString());
        await rounds.RestartAsync();
        await rounds.RunAsync(500, async r =>
        {
            primary.Kill();
            await standby.PromoteAsync();
            await r.WhenAcknowledgedAsync(500);
            await r.Server.KillAsync();
        });
        var violations = await rounds.CheckAsync();
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    private static async Task CheckAsync(Rounds rounds, string name, Func<Rounds, Task> run)
    {
        if (rounds.Acknowledged == 0)
            await rounds.RestartAsync();
        await run(rounds);
        var violations = await rounds.CheckAsync();
        Assert.True(violations.Count == 0, $"{name}, after {rounds.Acknowledged} scans:\n{string.Join('\n', violations)}");
    }
}
