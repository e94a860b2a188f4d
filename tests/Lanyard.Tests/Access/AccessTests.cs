using Microsoft.AspNetCore.Builder;

namespace Lanyard.Tests.Access;

/// <summary>Each route answers each role as <c>access.txt</c> says, which has a line for each route.</summary>
public sealed class AccessTests(AccessShow show) : IClassFixture<AccessShow>
{
    private static readonly AccessTable Table = AccessTable.Own;

    public static IEnumerable<TheoryDataRow<string>> Rows => Table.Rows.Select(row => new TheoryDataRow<string>(row.Key));

    [Fact]
    public void Every_route_has_a_line_and_every_line_a_route()
    {
        var faults = Table.Compare(show.Routes);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_route_answers_each_role_as_the_table_says(string key)
    {
        var row = Row(key);
        var difference = Table.DifferenceOrNull(row, await show.AskAsync(row, Table.Roles));
        Assert.True(difference is null, difference);
    }

    [Fact]
    public async Task A_route_that_nobody_thought_of_and_a_line_of_a_route_that_is_gone_are_told()
    {
        await using var builder = WebApplication.CreateSlimBuilder().Build();
        builder.MapDelete("/organise/v1/everything", () => "gone");
        var routes = show.Routes.Where(r => r.Path != "/health/live").Concat(AccessShow.RoutesOf(builder)).ToList();
        var faults = Table.Compare(routes);
        Assert.Equal(2, faults.Count);
        Assert.Contains("DELETE ?        ?", faults[0], StringComparison.Ordinal);
        Assert.EndsWith("/organise/v1/everything", faults[0], StringComparison.Ordinal);
        Assert.Contains("GET /health/live", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_the_tables_is_told_with_its_role()
    {
        const string Key = "GET /connect/v1/connections/{id}";
        var open = Row(Key) with { Answers = [.. Table.Roles.Select(_ => "ok")] };
        var difference = Table.DifferenceOrNull(open, await show.AskAsync(open, Table.Roles));
        Assert.Contains($"{Key} answers 404 to apiOther; access.txt says ok.", difference, StringComparison.Ordinal);
        Assert.Contains($"{Key} answers 401 to nobody; access.txt says ok.", difference, StringComparison.Ordinal);
        Assert.DoesNotContain("to api;", difference, StringComparison.Ordinal);
    }

    private static AccessRow Row(string key) => Table.Rows.First(row => row.Key == key);
}
