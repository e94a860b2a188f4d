using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Audit;

public sealed class AuditLogTests
{
    private const long Organiser = 7;

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task A_log_that_nobody_touched_is_whole(TestStore kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await WriteAsync(server, 3);
        await WriteAsync(server, 2);
        Assert.Null(await FirstFaultAsync(server));
    }

    [Fact]
    public async Task Entries_that_are_written_at_once_form_one_chain()
    {
        await using var server = await TestServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(server, 2)));
        Assert.Null(await FirstFaultAsync(server));
        var numbers = await server.App.Services.GetRequiredService<IStore>()
            .ReadAsync(data => data.AuditEntries.Select(e => e.Number).OrderBy(n => n).ToListAsync());
        Assert.Equal(Enumerable.Range(1, 16).Select(n => (long)n), numbers);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET detail = 'nothing' WHERE number = 2", 2)]
    [InlineData("UPDATE audit_entries SET actor_name = 'Somebody else' WHERE number = 1", 1)]
    [InlineData("UPDATE audit_entries SET at = at + 1 WHERE number = 3", 3)]
    [InlineData("DELETE FROM audit_entries WHERE number = 2", 2)]
    [InlineData("DELETE FROM audit_entries WHERE number = 3", 3)]
    [InlineData("DELETE FROM audit_heads", 4)]
    [InlineData("UPDATE audit_entries SET hash = zeroblob(32) WHERE number = 3", 3)]
    public async Task Tampering_shows_at_the_entry_it_was_done_to(string statement, long entry)
    {
        await using var server = await TestServer.StartAsync();
        await WriteAsync(server, 3);
        await server.App.Services.GetRequiredService<IStore>()
            .WriteAsync(data => data.Database.ExecuteSqlRawAsync(statement), default);
        Assert.Equal(entry, await FirstFaultAsync(server));
    }

    private static Task WriteAsync(TestServer server, int entries) =>
        server.App.Services.GetRequiredService<IStore>().WriteAsync(async data =>
        {
            var audit = server.App.Services.GetRequiredService<AuditLog>();
            for (var i = 0; i < entries; i++)
                await audit.AddAsync(data, Organiser, Actor.Operator, "license.granted", "acme", $"{i} seats");
            return 0;
        }, default);

    private static Task<long?> FirstFaultAsync(TestServer server) =>
        server.App.Services.GetRequiredService<IStore>().ReadAsync(data =>
            server.App.Services.GetRequiredService<AuditLog>().FirstFaultOrNullAsync(data, Organiser, default));
}
