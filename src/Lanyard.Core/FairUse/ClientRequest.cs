namespace Lanyard.Core.FairUse;

/// <summary>A request of an API client as its exhibitor may see it, or several in a row that do not differ in it.</summary>
/// <param name="At">When the last of them came.</param>
/// <param name="Path">Without what could be a badge code.</param>
/// <param name="Query">With its question mark; empty when there is none.</param>
/// <param name="Status">Of the answer; 0 when the client went away before it had one.</param>
public sealed record ClientRequest(DateTimeOffset At, string Method, string Path, string Query, int Status)
{
    /// <summary>When the first of them came.</summary>
    public DateTimeOffset Since { get; init; } = At;

    /// <summary>How many there were.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Of the last of them.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Length of the answer's body; null where it is not known beforehand.</summary>
    public long? Bytes { get; init; }

    /// <summary>Connections in the answer; null where there can be none.</summary>
    public int? Rows { get; init; }

    /// <summary>Why it was refused, as in docs/errors.md; null when it was not.</summary>
    public string? Code { get; init; }

    /// <summary>Of a refused one: names it in the answer and in the server's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>Of a refused one: the beginning of the request's body, with everything masked that could be a badge code.</summary>
    public string? Sent { get; init; }

    /// <summary>Of a refused one: the body of the answer.</summary>
    public string? Answer { get; init; }

    /// <summary>About what it takes in memory.</summary>
    internal int Size => 200 + 2 * (Path.Length + Query.Length + (TraceId?.Length ?? 0) + (Sent?.Length ?? 0) + (Answer?.Length ?? 0));

    /// <summary>Of those without news only the last query counts: the revision asked for is all that differs.</summary>
    internal bool Repeats(ClientRequest last) => Status == last.Status && Rows == last.Rows && Code == last.Code
        && Method == last.Method && Path == last.Path && Sent == last.Sent && (Rows == 0 || Query == last.Query);
}
