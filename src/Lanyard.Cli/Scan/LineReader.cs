using System.Runtime.CompilerServices;

namespace Lanyard.Cli.Scan;

/// <summary>Standard input, or the output of another program: a line is a code.</summary>
internal sealed class LineReader(string name, Func<Stream> open) : ICodeReader
{
    public const string StandardInputName = "standard input";

    public string Name => name;

    public static LineReader StandardInput() => new(StandardInputName, Console.OpenStandardInput);

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = open();
        var decoder = new LineDecoder();
        var buffer = new byte[4096];
        while (true)
        {
            // A read of a pipe cannot be interrupted; it is left behind when the command ends.
            var length = await Task.Run(async () => await stream.ReadAsync(buffer, cancellation), cancellation)
                .WaitAsync(cancellation);
            foreach (var code in length == 0 ? decoder.Finish() : decoder.Decode(buffer.AsSpan(0, length)))
                yield return code;
            if (length == 0)
                yield break;
        }
    }
}
