namespace Lanyard.Core.Audit;

public enum ActorKind
{
    /// <summary>Lanyard itself: a purge that was due, a restriction, a pull from a ticketing system.</summary>
    Lanyard = 0,

    /// <summary>A signed-in person.</summary>
    Account = 1,

    ApiClient = 2,

    /// <summary>Whoever runs the program on its machine.</summary>
    Operator = 3,
}

/// <summary>Who does something.</summary>
/// <param name="Id">Of the account or the API client; 0 for the others.</param>
/// <param name="Name">As it reads in the audit log, also when the account or the client is gone.</param>
/// <param name="Address">Where the request came from; null when there was none.</param>
public sealed record Actor(ActorKind Kind, long Id, string Name, string? Address = null)
{
    public static Actor Lanyard { get; } = new(ActorKind.Lanyard, 0, "Lanyard");

    public static Actor Operator { get; } = new(ActorKind.Operator, 0, "Operator");
}
