using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Lanyard.Core.Registrants;

/// <summary>The two forms an import of registrants comes in.</summary>
public enum ImportFormat
{
    /// <summary><c>application/x-ndjson</c>: a registrant a line.</summary>
    Lines,

    /// <summary><c>application/json</c>: an array of registrants.</summary>
    Array,
}

/// <summary>Reads registrants as they arrive, one at a time, however many there are.</summary>
public static class RegistrantReader
{
    /// <summary>The most bytes one registrant may have.</summary>
    public const int LongestRecord = RecordCutter.Longest;

    /// <summary>Reads an import from a request's body. Blank lines are counted, not returned. A fault costs its record;
    /// in an array, a syntax error is the last record.</summary>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(
        PipeReader body, ImportFormat format, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RecordCutter cutter = format == ImportFormat.Lines ? new LineCutter() : new ArrayCutter();
        bool more;
        do
        {
            var result = await body.ReadAsync(cancellationToken);
            more = !result.IsCompleted;
            try
            {
                foreach (var segment in result.Buffer)
                {
                    var chunk = segment;
                    while (!cutter.Ended && cutter.Next(ref chunk) is { } line)
                        yield return line;
                }
            }
            finally
            {
                body.AdvanceTo(result.Buffer.End);
            }
        }
        while (more && !cutter.Ended);
        if (!cutter.Ended && cutter.Finish() is { } last)
            yield return last;
    }

    /// <summary>Reads an import from a stream, which stays open.</summary>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(
        Stream body, ImportFormat format, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            await foreach (var line in ReadAsync(pipe, format, cancellationToken))
                yield return line;
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    /// <summary>Reads one registrant, as in a PUT to its address.</summary>
    /// <param name="json">The body.</param>
    /// <param name="key">The key in the address: the body may leave it out, not contradict it.</param>
    public static ImportLine ReadOne(ReadOnlySpan<byte> json, string? key = null)
    {
        if (json.Length > LongestRecord)
            return RegistrantJson.Fault(1, RecordCutter.TooLong);
        var skipped = json is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        try
        {
            return RegistrantJson.Read(1, json[skipped..].ToArray(), key);
        }
        catch (JsonException fault)
        {
            var at = (fault.BytePositionInLine ?? 0) + (fault.LineNumber is 0 ? skipped : 0) + 1;
            return RegistrantJson.Fault(1, $"is not JSON at line {fault.LineNumber + 1}, byte {at}");
        }
    }

    /// <summary>Reads one registrant from a stream, which stays open.</summary>
    /// <param name="body">The body; no more of it is read than one registrant may have.</param>
    /// <param name="key">The key in the address: the body may leave it out, not contradict it.</param>
    /// <param name="cancellationToken">Ends the wait for the body.</param>
    public static async Task<ImportLine> ReadOneAsync(
        Stream body, string? key = null, CancellationToken cancellationToken = default)
    {
        var bytes = new byte[LongestRecord + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return ReadOne(bytes.AsSpan(0, length), key);
    }
}
