namespace Lanyard.Sync;

/// <summary>
/// Where leads are kept in step with the feed: a database, a file, a CRM. One instance is used by one loop at a time.
/// Outages are <see cref="TargetUnavailableException"/>; what a person must put right is
/// <see cref="TargetFaultException"/>.
/// </summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>Connects and tells in words what is wrong or missing. Changes nothing.</summary>
    Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation);

    /// <summary>Creates what the target lacks: the table, the fields, the key. Safe to repeat.</summary>
    Task PrepareAsync(CancellationToken cancellation);

    /// <summary>
    /// The revision behind which to go on, kept in the target itself in the transaction that brought the leads in; null
    /// where the target has no transactions, and the <see cref="TargetState"/> keeps it.
    /// </summary>
    Task<long?> ReadPositionAsync(CancellationToken cancellation) => Task.FromResult<long?>(null);

    /// <summary>Sets the position that the target keeps. Never called where it keeps none.</summary>
    Task WritePositionAsync(long position, CancellationToken cancellation) =>
        throw new InvalidOperationException($"{GetType().Name} keeps no position.");

    /// <summary>
    /// Brings the leads in. When it returns they are durable there, or set aside with the reason. The same batch may
    /// come again, whole or in part, and leaves nothing double.
    /// </summary>
    Task ApplyAsync(Batch batch, CancellationToken cancellation);

    /// <summary>
    /// A run has come to the end of the feed: what is made of all leads together, such as a file, is made now. Called
    /// at the end of every run, with news or without.
    /// </summary>
    Task FinishAsync(CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>How something stands that was looked at.</summary>
internal enum FindingKind
{
    Fine,
    Warning,
    Fault,
}

/// <summary>Something that was looked at, in words.</summary>
internal sealed record Finding(FindingKind Kind, string Text);
