namespace Lanyard.Sync.Targets;

/// <summary>Who in the CRM owns the leads of which operator: <c>Eva=123; Bob=456</c>.</summary>
internal sealed class Owners
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.OrdinalIgnoreCase);

    public static TargetOption Option { get; } = new(
        "owners", "the owner in the CRM of each operator's leads, by scanInfo: Eva=123; Bob=456");

    public static Owners Read(TargetSettings settings)
    {
        var owners = new Owners();
        const StringSplitOptions tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (var pair in settings.Or(Option.Name, "").Split(';', tidy))
        {
            if (pair.Split('=', tidy) is not [var scanInfo, var owner])
                throw new TargetFaultException(
                    $"{Option.Name} of the target {settings.Name} is written as Eva=123; Bob=456.");
            owners._owners[scanInfo] = owner;
        }
        return owners;
    }

    public IReadOnlyCollection<string> All => _owners.Values;

    /// <summary>Null when the operator has none.</summary>
    public string? Of(string? scanInfo) => scanInfo is null ? null : _owners.GetValueOrDefault(scanInfo.Trim());
}
