using System.Globalization;

namespace Lanyard.Sync;

/// <summary>
/// Marks of where a sync was, so that the last ten to twenty minutes of the feed are read again, once in ten minutes. At
/// rest it costs nothing.
/// </summary>
internal sealed class Trail(TargetState state)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private const string Fact = "trail";

    /// <summary>Where to read again from; the position itself when nothing is due.</summary>
    public long Pass(long position, DateTimeOffset now)
    {
        if (Read() is not { } marks)
        {
            // What was there before the first run is as old as it likes.
            Write(position, position, now);
            return position;
        }
        if (now - marks.Since < Length)
            return position;
        if (marks.Older < position || marks.Newer < position)
            Write(marks.Newer, position, now);
        return marks.Older;
    }

    /// <summary>Begins anew at the end of the next run.</summary>
    public void Restart() => state.Set(Fact, "");

    private (long Older, long Newer, DateTimeOffset Since)? Read()
    {
        if (state.Get(Fact)?.Split(' ') is not [var older, var newer, var since])
            return null;
        return (Number(older), Number(newer), DateTimeOffset.FromUnixTimeSeconds(Number(since)));
    }

    private void Write(long older, long newer, DateTimeOffset since) =>
        state.Set(Fact, string.Create(CultureInfo.InvariantCulture, $"{older} {newer} {since.ToUnixTimeSeconds()}"));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
