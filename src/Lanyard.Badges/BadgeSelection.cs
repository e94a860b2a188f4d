namespace Lanyard.Badges;

/// <summary>In which order badges are printed; equal ones by the organiser's own ids.</summary>
public enum BadgeOrder
{
    /// <summary>Last name, then first name.</summary>
    Name,

    /// <summary>Company, then last name.</summary>
    Company,

    /// <summary>The organiser's own ids.</summary>
    Key,
}

/// <summary>Which registrants of an event get a badge.</summary>
/// <param name="Keys">The organiser's own ids; null for everyone who has a badge code.</param>
/// <param name="OnlyUnprinted">Without those whose badge was printed before.</param>
/// <param name="Category">Key of a profile question whose answer stands on the badge; null for none.</param>
/// <param name="Search">Words that must all be found in name, company, e-mail or key; null for everybody.</param>
public sealed record BadgeSelection(
    IReadOnlyList<string>? Keys = null, bool OnlyUnprinted = false, BadgeOrder Order = BadgeOrder.Name,
    string? Category = null, string? Search = null);

/// <summary>What is wrong with a selection, and with which of its fields.</summary>
public sealed record SelectionFault(string Field, string Reason);

/// <summary>Badges that can be printed, or why they cannot.</summary>
public sealed class BadgeChoice
{
    internal BadgeChoice(BadgeText? text, IReadOnlyList<long> registrants, IReadOnlyList<SelectionFault> faults) =>
        (Text, Registrants, Faults) = (text, registrants, faults);

    /// <summary>Empty when nothing is wrong.</summary>
    public IReadOnlyList<SelectionFault> Faults { get; }

    public int Count => Registrants.Count;

    internal BadgeText? Text { get; }

    /// <summary>Ids, in the order of printing.</summary>
    internal IReadOnlyList<long> Registrants { get; }
}
