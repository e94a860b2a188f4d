using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanyard.Benchmarks.Load;

/// <summary>
/// One keep-alive connection that has at most one request on its way. Reads what there is and never waits.
/// </summary>
internal sealed class Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        { NoDelay = true };
    private readonly byte[] _request = new byte[4096];
    private readonly byte[] _answer;
    private readonly Random _random;
    private int _length;
    private long _bodyLeft;
    private long _started;

    /// <param name="answer">Shared by the connections of one thread: parts of a body are not kept.</param>
    public Client(IPEndPoint server, byte[] answer, int seed)
    {
        (_answer, _random) = (answer, new Random(seed));
        _socket.Connect(server);
        _socket.Blocking = false;
    }

    public int Handle => (int)_socket.Handle;

    public long BodyBytes { get; private set; }

    public void Send(Requests requests)
    {
        var length = requests.Write(_request, _random);
        (_length, _bodyLeft) = (0, -1);
        _started = Stopwatch.GetTimestamp();
        if (_socket.Send(_request.AsSpan(0, length)) != length)
            throw new InvalidOperationException("A request did not fit into the socket.");
    }

    /// <summary>Reads what has come; the time taken when the answer is whole, else null.</summary>
    /// <exception cref="InvalidOperationException">The answer is not 200, or the server hung up.</exception>
    public TimeSpan? Receive()
    {
        var read = _socket.Receive(_answer.AsSpan(_length), SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock)
            return null;
        if (error is not SocketError.Success || read == 0)
            throw new InvalidOperationException($"The server hung up ({error}).");
        if (_bodyLeft < 0)
        {
            _length += read;
            if (!ReadHead(_answer.AsSpan(0, _length)))
                throw new InvalidOperationException("The head of an answer came in two pieces.");
            _length = 0;
        }
        else
        {
            _bodyLeft -= read;
        }
        return _bodyLeft == 0 ? Stopwatch.GetElapsedTime(_started) : null;
    }

    public void Dispose() => _socket.Dispose();

    private bool ReadHead(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = answer[..end];
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(
                "Answered: " + Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 1000)]));
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0 || !Utf8Parser.TryParse(head[(at + "Content-Length: ".Length)..], out long length, out _))
            throw new InvalidOperationException("An answer has no Content-Length.");
        BodyBytes += length;
        _bodyLeft = length - (answer.Length - end - 4);
        return true;
    }
}
