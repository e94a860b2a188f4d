namespace Lanyard.Sync;

/// <summary>Sees where a sync stands. Tests end the process there.</summary>
internal class SyncObserver
{
    public virtual void PageRead()
    {
    }

    /// <summary>The target has the leads; that it has is not noted yet.</summary>
    public virtual void Applied()
    {
    }

    public virtual void Noted()
    {
    }
}
