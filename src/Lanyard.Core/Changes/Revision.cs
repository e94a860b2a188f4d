namespace Lanyard.Core.Changes;

/// <summary>The number that orders an exhibitor's connections by last change (design, rule 1).</summary>
public static class Revision
{
    /// <summary>
    /// The one after <paramref name="last"/>: a timestamp, as the guide says, in microseconds since 1970, and greater than
    /// everything given out before even when the clock was set back.
    /// </summary>
    public static long After(long last, DateTimeOffset now) => Math.Max(last + 1, UnixMicroseconds.From(now));
}
