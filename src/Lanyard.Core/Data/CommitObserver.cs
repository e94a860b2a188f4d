namespace Lanyard.Core.Data;

/// <summary>
/// The moments around a commit. Does nothing; tests put one in its place that waits, or ends the process, to show that
/// nothing acknowledged is lost and nobody misses a revision.
/// </summary>
public class CommitObserver
{
    /// <summary>Revisions are given out, and nothing is on disk.</summary>
    public virtual void BeforeCommit()
    {
    }

    /// <summary>Everything is on disk, and nobody was told.</summary>
    public virtual void AfterCommit()
    {
    }
}
