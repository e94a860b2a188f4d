using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Server.Web.Leads;
using Record = Lanyard.Client.Connection;

namespace Lanyard.Tests.Web;

/// <summary>Files of leads are written while leads are read.</summary>
public sealed class ExportWriterTests
{
    private const int Leads = 100_000;
    private const int MostInMemory = 5_000;

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("json")]
    [InlineData("vcf")]
    public async Task However_many_leads_there_are_few_are_in_memory(string format)
    {
        var read = 0;
        await using var output = new CountingStream(() => read);
        List<ExportColumn> columns =
        [
            new("contact.lastName", "Name", "", lead => lead.Record.Contact?.LastName), new("notes", "Notes", "", lead => lead.Record.Id),
        ];
        await ExportWriters.WriteAsync(format, ManyAsync(), columns, output, default);
        Assert.Equal(Leads, read);
        Assert.InRange(output.First, 0, MostInMemory);
        Assert.InRange(output.LongestGap, 0, MostInMemory);

        async IAsyncEnumerable<ExportLead> ManyAsync()
        {
            await Task.CompletedTask;
            var at = new ExhibitorAtEvent(new Exhibitor { EventId = 1, Key = "x", Name = "x" },
                new Event { OrganiserId = 1, Name = "Show", StartsOn = default, EndsOn = default, TimeZone = "UTC" }, ExhibitorRights.All);
            for (; read < Leads; read++)
            {
                // What repeats would be packed into nothing.
                var noise = string.Concat(Enumerable.Range(0, 4).Select(_ => Guid.NewGuid().ToString("N")));
                yield return new(new Record
                {
                    Id = noise, Revision = 1, State = "completed", Time = DateTimeOffset.UnixEpoch.AddYears(56), Contact = new() { LastName = noise },
                }, at, "https://example.com");
            }
        }
    }

    private sealed class CountingStream(Func<int> read) : MemoryStream
    {
        private int _last;

        public int First { get; private set; } = -1;

        public int LongestGap { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Note();
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Note();
            return Task.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("The server writes asynchronously.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("The server writes asynchronously.");

        private void Note()
        {
            var now = read();
            if (First < 0)
                First = now;
            LongestGap = Math.Max(LongestGap, now - _last);
            _last = now;
        }
    }
}
