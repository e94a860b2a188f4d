namespace Lanyard.Badges;

/// <summary>Takes what is drawn at once and sends it on when it may wait: a response must not be written to synchronously.</summary>
internal sealed class PageBuffer(Stream output) : Stream
{
    private readonly MemoryStream _pending = new();
    private long _sent;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Position;

    /// <summary>All that was written, also what was sent on.</summary>
    public override long Position
    {
        get => _sent + _pending.Length;
        set => throw new NotSupportedException();
    }

    public async Task SendAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_pending.GetBuffer().AsMemory(0, (int)_pending.Length), cancellation);
        _sent += _pending.Length;
        _pending.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => _pending.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _pending.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
