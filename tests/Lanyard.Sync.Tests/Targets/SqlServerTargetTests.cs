using System.Runtime.CompilerServices;
using Lanyard.Sync.Targets.Sql;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>
/// As far as text goes: what is sent to SQL Server. The contract on a real one is in SqlServerTargetTests.Real.cs.
/// </summary>
public sealed class SqlServerTargetTests
{
    [Fact]
    public void The_statements_are_those_that_were_read_through()
    {
        var settings = Settings("odd ]schema.Leads 2026", new Dictionary<string,
            string?> { ["Lead rating"] = "question:Lead rating", ["fax"] = null });
        var (dialect, table) = (new SqlServerDialect(settings), LeadTable.Create(settings));
        var found = new FoundTable("odd ]schema", [], true, true, true, true, []);
        var text = string.Join(
            "\n\n", dialect.Create(table, found.Schema!), dialect.Add(table, found.Schema!, table.Columns[^1]),
            dialect.CreatePositions(found.Schema!), dialect.Move(found.Schema!), dialect.Upsert(table, found)) + "\n";
        var path = SnapshotPath();
        if (Environment.GetEnvironmentVariable("LANYARD_SNAPSHOTS") == "write")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }

    [Theory]
    [InlineData("Server=db;Sesame=wrong-one")]
    [InlineData("sqlserver://lanyard:wrong-one@db/crm")]
    public async Task A_connection_string_that_is_none_is_told_without_the_password(string connection)
    {
        await using var target = new SqlTarget(
            Settings("leads", connection: connection), new SqlServerDialect(Settings("leads", connection: connection)));
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => target.PrepareAsync(default));
        Assert.Contains("connection of the target crm", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_outage()
    {
        var settings = Settings(
            "leads", connection: "Server=127.0.0.1,1;User ID=lanyard;Password=any;Connect Timeout=2;Encrypt=false");
        await using var target = new SqlTarget(settings, new SqlServerDialect(settings));
        await Assert.ThrowsAsync<TargetUnavailableException>(() => target.PrepareAsync(default));
    }

    private static TargetSettings Settings(
        string table, IReadOnlyDictionary<string, string?>? fields = null, string connection = "Server=db") =>
            new("crm", "sqlserver",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["table"] = table, ["connection"] = connection },
        fields ?? new Dictionary<string, string?>());

    private static string SnapshotPath([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Snapshots", "sqlserver.sql");
}
