using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lanyard.Client;

namespace Lanyard.Sync.Leads;

/// <summary>
/// What a target was last given of each lead, as hashes: only what has changed since is sent, and what people changed
/// in the target meanwhile stays. Nothing is known of a lead while it is under way, nor after the sync went back.
/// </summary>
internal sealed class SentValues(TargetState state)
{
    /// <summary>The values that the target does not have yet; all of them where nothing is known.</summary>
    public IReadOnlySet<string> Changed(Connection lead, IReadOnlyDictionary<string, string?> values, out bool isKnown)
    {
        var sent = state.Revision(lead.Id) is not null && state.RemoteId(Key(lead)) is { Length: > 0 } stored
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(stored)!
            : [];
        isKnown = sent.Count > 0;
        return values.Where(v => sent.GetValueOrDefault(v.Key) != Hash(lead, v.Key, v.Value))
            .Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Forgets what is known, before anything is sent: which of two revisions arrived may stay unknown.
    /// </summary>
    public void Begin(IEnumerable<Connection> leads)
    {
        var known = leads.Where(l => state.RemoteId(Key(l)) is { Length: > 0 }).Select(l => (Key(l), "")).ToList();
        if (known.Count > 0)
            state.Link(known);
    }

    /// <summary>Remembers what has arrived.</summary>
    public void Keep(IEnumerable<(Connection Lead, IReadOnlyDictionary<string, string?> Values)> sent) =>
        state.Link(sent.Select(s => (Key(s.Lead), JsonSerializer.Serialize(
            s.Values.ToDictionary(v => v.Key, v => Hash(s.Lead, v.Key, v.Value), StringComparer.Ordinal)))).ToList());

    private static string Key(Connection lead) => "sent:" + lead.Id;

    private static string Hash(Connection lead, string field, string? value) => Convert.ToBase64String(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{lead.Id}\n{field}\n{(value is null ? "-" : "+" + value)}")), 0, 9);
}
