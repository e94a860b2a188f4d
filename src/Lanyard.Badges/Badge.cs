namespace Lanyard.Badges;

/// <summary>What one badge says.</summary>
/// <param name="Code">The text of the QR code, exactly.</param>
public sealed record Badge(string Name, string? Company, string? JobFunction, string? Event, string? Category, string Code)
{
    /// <summary>Names the type alone: neither a person nor a code must reach a log by accident.</summary>
    public override string ToString() => nameof(Badge);
}
