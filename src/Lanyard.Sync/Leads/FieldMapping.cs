using Lanyard.Client;

namespace Lanyard.Sync.Leads;

/// <summary>
/// Which field of the target gets which value of the lead: the target's defaults, changed by the user field by field.
/// </summary>
internal sealed class FieldMapping
{
    private readonly Dictionary<string, string> _sources;

    private FieldMapping(Dictionary<string, string> sources) => _sources = sources;

    public IReadOnlyDictionary<string, string> Sources => _sources;

    /// <param name="changes">A field to its source, or to nothing to leave it alone.</param>
    /// <exception cref="TargetFaultException">A source that there is not.</exception>
    public static FieldMapping Create(
        IReadOnlyDictionary<string, string> defaults, IReadOnlyDictionary<string, string?> changes)
    {
        var sources = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        foreach (var (field, source) in changes)
        {
            if (string.IsNullOrEmpty(source))
                sources.Remove(field);
            else if (Lead.IsSource(source))
                sources[field] = source;
            else
                throw new TargetFaultException(
                    $"The field {field} is to be filled from {source}, which a lead does not have.");
        }
        return new(sources);
    }

    /// <summary>Every field with its value; null for what the lead does not have, or may not show any more.</summary>
    public IEnumerable<(string Field, string? Value)> Apply(Connection lead)
    {
        foreach (var (field, source) in _sources)
            yield return (field, Lead.Read(lead, source));
    }
}
