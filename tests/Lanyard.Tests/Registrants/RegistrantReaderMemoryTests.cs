using System.Text;
using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Registrants;

public sealed class RegistrantReaderMemoryTests
{
    [Theory]
    [InlineData(ImportFormat.Lines, "", "{\"key\":\"a\",\"contact\":{\"lastName\":\"Doe\"}}\n", 100_000)]
    [InlineData(ImportFormat.Array, "[", "{\"key\":\"a\",\"contact\":{\"lastName\":\"Doe\"}},", 100_000)]
    [InlineData(ImportFormat.Lines, "", "no line ends here, ", 0)]
    [InlineData(ImportFormat.Array, "[\"", "no string ends here, ", 0)]
    [InlineData(ImportFormat.Array, "[", "[[[[", 0)]
    [InlineData(ImportFormat.Lines, "", "\n\n\n\n", 0)]
    public async Task An_import_of_any_length_is_held_a_record_at_a_time(
        ImportFormat format, string start, string repeated, int registrants)
    {
        using var body = new Repeating(start, repeated, times: 100_000);
        var read = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        await foreach (var line in RegistrantReader.ReadAsync(body, format, TestContext.Current.CancellationToken))
        {
            read += line.Input is null ? 0 : 1;
            if (line.Number % 20_000 == 0 || line.Input is null)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(registrants, read);
        Assert.InRange(most, 0, 8 * 1024 * 1024);
    }

    private sealed class Repeating(string start, string repeated, int times) : Stream
    {
        private readonly byte[] again = Encoding.UTF8.GetBytes(repeated);
        private byte[] piece = Encoding.UTF8.GetBytes(start);
        private int left = times;
        private int at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = 0;
            while (length < count && (at < piece.Length || left-- > 0))
            {
                if (at == piece.Length)
                    (piece, at) = (again, 0);
                var taken = Math.Min(count - length, piece.Length - at);
                piece.AsSpan(at, taken).CopyTo(buffer.AsSpan(offset + length));
                (length, at) = (length + taken, at + taken);
            }
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
