namespace Lanyard.Core.Registrants;

/// <summary>That a registrant's badge was printed. Beside the registrant, whose version and feed it does not touch.</summary>
public sealed class BadgePrint
{
    public required long EventId { get; init; }
    public required long RegistrantId { get; init; }

    /// <summary>The last time.</summary>
    public required DateTimeOffset At { get; init; }
}
