namespace Lanyard.Client;

/// <summary>
/// A place in an exhibitor's connections, which are ordered by revision (the guide, "Synchronizing connections"). Save
/// <see cref="FromRevision"/> and take it up again with <see cref="At"/>.
/// </summary>
public readonly record struct Position
{
    private Position(long fromRevision) => FromRevision = fromRevision;

    /// <summary>Before the first connection.</summary>
    public static Position Start => default;

    /// <summary>
    /// The guide's <c>fromRevision</c>: the smallest revision that is still to be read; 0 at the start.
    /// </summary>
    public long FromRevision { get; }

    /// <summary>
    /// The place behind the connection with this revision: what the guide calls highest seen revision + 1.
    /// </summary>
    /// <param name="revision">A revision that was read, from 0 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The revision is negative or the largest long.</exception>
    public static Position After(long revision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        ArgumentOutOfRangeException.ThrowIfEqual(revision, long.MaxValue);
        return new(revision + 1);
    }

    /// <summary>The place that was saved as <see cref="FromRevision"/>.</summary>
    /// <param name="fromRevision">What was saved, from 0 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Position At(long fromRevision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        return new(fromRevision);
    }
}
