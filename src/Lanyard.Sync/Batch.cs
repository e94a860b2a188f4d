using Lanyard.Client;

namespace Lanyard.Sync;

/// <summary>Leads of one page, each once, by its latest revision.</summary>
/// <param name="leads">In the order of their revisions.</param>
/// <param name="position">
/// The last revision of the page: where the target goes on after it. Null when leads are tried again out of turn.
/// </param>
/// <param name="setAside">Keeps a lead that the target cannot take, on disk before it returns.</param>
internal sealed class Batch(IReadOnlyList<Connection> leads, long? position, Action<Connection, string> setAside)
{
    private readonly HashSet<string> _aside = new(StringComparer.Ordinal);

    public IReadOnlyList<Connection> Leads => leads;

    public long? Position => position;

    /// <summary>What the target cannot take, with the reason in words for a person. It holds up nothing.</summary>
    public void SetAside(Connection lead, string reason)
    {
        setAside(lead, reason);
        _aside.Add(lead.Id);
    }

    /// <summary>Those that were not set aside.</summary>
    public IEnumerable<Connection> Taken() => leads.Where(l => !_aside.Contains(l.Id));
}
