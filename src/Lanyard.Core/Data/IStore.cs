using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Data;

/// <summary>
/// What differs between SQLite and PostgreSQL. Everything that is acknowledged through it is on disk when the task ends;
/// within an exhibitor, revisions grow in the order in which changes become visible to a reader.
/// </summary>
public interface IStore
{
    /// <summary>
    /// Brings the tables up to date. Enough for <see cref="ReadAsync"/> and <see cref="WriteAsync"/>, also beside a
    /// running server.
    /// </summary>
    /// <exception cref="StoreException">The store cannot keep what it acknowledges, or belongs to another key.</exception>
    Task PrepareAsync(CancellationToken cancellation);

    /// <summary>Prepares the store and begins to take scans. Called once, before anything else.</summary>
    /// <exception cref="StoreException">As above, or another process has the embedded store.</exception>
    Task OpenAsync(CancellationToken cancellation);

    /// <summary>Reads what people administer; nothing that was read is tracked.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer now.</exception>
    Task<T> ReadAsync<T>(Func<LanyardDbContext, Task<T>> read);

    /// <summary>Runs <paramref name="work"/> in one transaction, commits it and forgets what was cached of clients.</summary>
    Task<T> WriteAsync<T>(Func<LanyardDbContext, Task<T>> work, CancellationToken cancellation);

    /// <summary>Writes registrants of one event by the organiser's own id; results in the same order. At most 200.</summary>
    Task<RegistrantWriteResult[]> WriteRegistrantsAsync(long eventId, IReadOnlyList<RegistrantWrite> registrants, CancellationToken cancellation);

    /// <summary>Looks the badge up, logs the scan and makes or merges the connection.</summary>
    ValueTask<ScanResult> ScanAsync(ScanCommand scan);

    /// <summary>
    /// Keeps entries of a connection and makes the exhibitor's part of it (answers, notes) anew of all its entries, by the
    /// exhibitor's questions of this moment; null when there is no such connection. An entry with the id of one that is there
    /// changes nothing; an erased registrant's connection takes none.
    /// </summary>
    Task<ConnectionRow?> EditAsync(ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadEntry> entries, CancellationToken cancellation);

    /// <summary>The exhibitor's connections from a revision on, ascending; returns how many rows were filled.</summary>
    ValueTask<int> ReadPageAsync(ExhibitorKey exhibitor, long fromRevision, Memory<ConnectionRow> rows, CancellationToken cancellation);

    /// <summary>One connection of the exhibitor by row number; null when it is not the exhibitor's or does not exist.</summary>
    ValueTask<ConnectionRow?> FindAsync(ExhibitorKey exhibitor, long seq, CancellationToken cancellation);

    /// <summary>Contacts and answers of registrants with the questions that their events expose, in one view of the store.</summary>
    ValueTask<IReadOnlyList<RegistrantContent>> ReadRegistrantsAsync(IReadOnlyList<RegistrantKey> keys, CancellationToken cancellation);

    /// <summary>The highest revision of the exhibitor that a reader can see; 0 without connections. From memory once known.</summary>
    ValueTask<long> HeadAsync(ExhibitorKey exhibitor, CancellationToken cancellation);

    /// <summary>The same, where it can be told without asking the database.</summary>
    bool TryGetHead(ExhibitorKey exhibitor, out long head);

    /// <summary>Keeps a new access token.</summary>
    ValueTask AddTokenAsync(AccessToken token);

    /// <summary>Looks a token up; null when it was never issued, was revoked or is gone.</summary>
    ValueTask<AccessToken?> FindTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation);

    /// <summary>Forgets one token (RFC 7009).</summary>
    Task RemoveTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation);

    /// <summary>Forgets all tokens that ended before <paramref name="now"/>.</summary>
    Task RemoveExpiredTokensAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Carries out the next portion of the oldest due change, first of those that are soon done.</summary>
    Task<AppliedPortion> ApplyPortionAsync(CancellationToken cancellation);

    /// <summary>Whether the store answers now.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellation);

    /// <summary>Raised after a commit that changed clients, secrets or licenses.</summary>
    event Action? ClientsChanged;

    /// <summary>Raised after a commit that left a change to carry out.</summary>
    event Action? ChangesAdded;
}

/// <summary>The store refuses to be used; the message says what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The store does not take it now: its disk is full or its database cannot be reached. What was asked may have been done
/// or not; asking again is safe.
/// </summary>
public sealed class StoreUnavailableException(Exception inner)
    : Exception("The store cannot be used now: " + inner.Message, inner);

/// <summary>An exhibitor with the event that leads every key.</summary>
public readonly record struct ExhibitorKey(long EventId, long Id)
{
    /// <summary>Both ids as they are spelled, with a slash between: in addresses and in the audit log.</summary>
    public string Format() => $"{ShortId.Format(EventId)}/{ShortId.Format(Id)}";

    /// <summary>Null for a text that <see cref="Format"/> cannot have made.</summary>
    public static ExhibitorKey? ParseOrNull(string? text) =>
        text?.Split('/') is [var show, var exhibitor] && ShortId.TryParse(show, out var eventId) && ShortId.TryParse(exhibitor, out var id)
            ? new(eventId, id) : null;
}

public readonly record struct RegistrantKey(long EventId, long Id);

/// <summary>One reading of a badge to be kept.</summary>
/// <param name="BadgeHash">From <see cref="Keys.HashBadge"/>.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="ScannedBy">Who scanned; empty for the API.</param>
public readonly record struct ScanCommand(ExhibitorKey Exhibitor, byte[] BadgeHash, long Time, string ScannedBy, ScanOrigin Origin);

/// <summary>A registrant to be written.</summary>
/// <param name="BadgeGiven">False for a badge that Lanyard made: a registrant who has a badge keeps it.</param>
public sealed record RegistrantWrite(string Key, byte[] Contact, byte[] Answers, byte[] BadgeHash, byte[] BadgeCode, bool BadgeGiven)
{
    /// <summary>What the registrant is found by; see <see cref="SearchText"/>.</summary>
    public string Search { get; init; } = "";

    /// <summary>Null: the registrant keeps the consent there is.</summary>
    public ConsentInput? Consent { get; init; }

    /// <summary>The number of the event's present wording; null where there is none.</summary>
    public string? ConsentVersion { get; init; }
}

public enum RegistrantWriteResult
{
    Created,
    Updated,
    Unchanged,

    /// <summary>The badge code is another registrant's; nothing was written.</summary>
    BadgeTaken,

    /// <summary>The registrant with this key was erased; nothing was written.</summary>
    Erased,
}

/// <summary>What stands once per registrant, ready to go out: the guide's <c>contact</c> and <c>profileQuestions</c>.</summary>
public sealed record RegistrantContent(RegistrantKey Key, int Version, byte[] Contact, byte[] ProfileQuestions);
