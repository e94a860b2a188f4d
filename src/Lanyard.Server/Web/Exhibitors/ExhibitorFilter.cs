using Lanyard.Core.Exhibitors;
using Lanyard.Core.Statistics;

namespace Lanyard.Server.Web.Exhibitors;

/// <summary>Finds exhibitors by words and by whether they have leads.</summary>
internal static class ExhibitorFilter
{
    /// <summary>Leads by the exhibitor's key, as of the last count.</summary>
    public static async Task<Dictionary<string, long>> LeadsAsync(ShowCounter counter, long eventId) =>
        (await counter.GetAsync(eventId, default))?.Exhibitors.ToDictionary(x => x.Key, x => x.Leads, StringComparer.Ordinal) ?? [];

    /// <param name="text">Part of the name, key, hall or stand; null or empty for all.</param>
    /// <param name="leads"><c>with</c>, <c>without</c> or anything else for all.</param>
    public static List<Exhibitor> Find(
        IEnumerable<Exhibitor> all, IReadOnlyDictionary<string, long> counts, string? text, string? leads)
    {
        var words = text?.Trim() ?? "";
        return [.. all.Where(x => words.Length == 0 || Has(x.Name) || Has(x.Key) || Has(x.Hall) || Has(x.Stand))
            .Where(x => leads switch
            {
                "with" => counts.GetValueOrDefault(x.Key) > 0,
                "without" => counts.GetValueOrDefault(x.Key) == 0,
                _ => true,
            })
            .OrderBy(x => x.Name, StringComparer.CurrentCultureIgnoreCase)];

        bool Has(string? value) => value?.Contains(words, StringComparison.CurrentCultureIgnoreCase) is true;
    }
}
