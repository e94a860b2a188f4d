using System.Runtime.CompilerServices;
using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>The statements of docs/sync/sql.md do what the page says.</summary>
public sealed class SqlDocsTests
{
    [Fact]
    public async Task Questions_are_found_in_PostgreSQL()
    {
        await using var place = await PostgresPlace.CreateAsync();
        Assert.Equal([[null, "Hot one", null]], await FindHotAsync(place, "PostgreSQL"));
    }

    [Fact]
    public async Task Questions_are_found_in_SQLite()
    {
        await using var place = SqlitePlace.Create();
        Assert.Equal([[null, "Hot one", null]], await FindHotAsync(place, "SQLite"));
    }

    [Fact]
    public async Task Tables_made_by_hand_are_as_they_should_be()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await place.QueryAsync(
            Lines().Single(l => l.TrimStart().StartsWith("CREATE TABLE lanyard_position", StringComparison.Ordinal)));
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await ApplyAsync(place, feed);
        Assert.Equal(3L, await place.ScalarAsync("SELECT count(*) FROM leads"));
    }

    private static async Task<List<object?[]>> FindHotAsync(SqlPlace place, string engine)
    {
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        var rating = new Question { Id = "q", Name = "Lead rating", Type = "radio",
            Answers = [new Answer { Id = "a", Name = "Hot", Type = "label" }] };
        feed.Put(TestLeads.Completed(
            9) with { Contact = new Contact { LastName = "Hot one" }, ExhibitorQuestions = [rating] });
        await ApplyAsync(place, feed);
        var statement = Lines().SkipWhile(l => l != $"-- {engine}").TakeWhile(l => l.Length > 0 && l != "```");
        return await place.QueryAsync(string.Join('\n', statement));
    }

    private static async Task ApplyAsync(SqlPlace place, ScriptedFeed feed)
    {
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(place.Settings, state);
        await target.PrepareAsync(default);
        await new TargetSync(target, state, feed, place.Time, new SyncObserver()).RunAsync(null, default);
    }

    private static string[] Lines([CallerFilePath] string file = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/sync/sql.md"));
}
