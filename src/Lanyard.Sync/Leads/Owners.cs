namespace Lanyard.Sync.Leads;

/// <summary>Who owns the leads of which scanning person, as the user writes it: <c>Eva=GUID; Bob=GUID</c>.</summary>
internal sealed class Owners
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="TargetFaultException">It cannot be read.</exception>
    public Owners(TargetSettings settings)
    {
        const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var pair in settings.Or("owners", "").Split(';', Tidy))
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } person, { Length: > 0 } owner])
                throw new TargetFaultException($"owners of the target {settings.Name} must be like: Eva=…; Bob=…");
            _owners[person] = owner;
        }
    }

    public IReadOnlyCollection<string> All => _owners.Values;

    /// <summary>Null for a person who is not named.</summary>
    public string? Of(string? scanInfo) => scanInfo is null ? null : _owners.GetValueOrDefault(scanInfo);
}
