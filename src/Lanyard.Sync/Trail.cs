using System.Globalization;

namespace Lanyard.Sync;

/// <summary>
/// Marks of where a sync was, so that the last ten to twenty minutes of the feed are read again, once in ten minutes.
/// At rest it costs nothing.
/// </summary>
internal sealed class Trail(TargetState state)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private const string Fact = "trail";

    /// <summary>Where to read again from; the position itself when nothing is due.</summary>
    public long Due(long position, DateTimeOffset now) =>
        Read() is { } marks && now - marks.Since >= Length ? Math.Min(marks.Older, position) : position;

    /// <summary>
    /// Sets the marks, when what was due has been read: a run that breaks off before reads it once more.
    /// </summary>
    /// <param name="earlier">Where a first run was a few pages ago: of when they are nothing is known.</param>
    public void Pass(long position, long earlier, DateTimeOffset now)
    {
        if (Read() is not { } marks)
            Write(earlier, position, now);
        else if (now - marks.Since >= Length && (marks.Older < position || marks.Newer < position))
            Write(marks.Newer, position, now);
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
