using System.Text;
using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Registrants;

public sealed class RegistrantReaderMemoryTests
{
    private const string Registrant = """{"key":"a","contact":{"lastName":"Doe"}}""";

    [Theory]
    [InlineData(ImportFormat.Lines, "", "\n")]
    [InlineData(ImportFormat.Array, "[", ",")]
    public async Task Of_100_000_registrants_no_more_is_read_than_was_asked_for(
        ImportFormat format, string start, string separator)
    {
        using var body = new Repeating(start, Registrant + separator, times: 100_000);
        var length = Registrant.Length + separator.Length;
        var read = 0;

        await foreach (var line in RegistrantReader.ReadAsync(body, format, TestContext.Current.CancellationToken))
        {
            read += line.Input is null ? 0 : 1;
            Assert.InRange(body.Position - (read * length), -1, 32 * 1024);
        }

        Assert.Equal(100_000, read);
    }

    [Theory]
    [InlineData(ImportFormat.Lines, "", "no line ends here, ")]
    [InlineData(ImportFormat.Lines, "", "\n\r\n \n")]
    [InlineData(ImportFormat.Array, "[\"", "no string ends here, ")]
    [InlineData(ImportFormat.Array, "[", "[[[[")]
    [InlineData(ImportFormat.Array, "[", "          ")]
    public async Task A_record_that_does_not_end_is_not_held(ImportFormat format, string start, string repeated)
    {
        using var body = new Repeating(start, repeated, times: 1_000_000);
        // The body answers at once, so that the whole import runs on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();

        var lines = await RegistrantReader.ReadAsync(body, format, TestContext.Current.CancellationToken)
            .CountAsync(line => line.Input is null, TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, RegistrantReader.LongestRecord, 1024 * 1024);
        Assert.InRange(lines, 0, 1);
        Assert.InRange(body.Position, 4_000_000, long.MaxValue);
    }

    private sealed class Repeating(string start, string repeated, int times) : MemoryStream
    {
        private readonly byte[] again = Encoding.UTF8.GetBytes(repeated);
        private byte[] piece = Encoding.UTF8.GetBytes(start);
        private int left = times;
        private int at;

        public override long Position { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = 0;
            while (length < buffer.Length && (at < piece.Length || left-- > 0))
            {
                if (at == piece.Length)
                    (piece, at) = (again, 0);
                var taken = Math.Min(buffer.Length - length, piece.Length - at);
                piece.AsSpan(at, taken).CopyTo(buffer.Span[length..]);
                (length, at) = (length + taken, at + taken);
            }
            Position += length;
            return ValueTask.FromResult(length);
        }
    }
}
