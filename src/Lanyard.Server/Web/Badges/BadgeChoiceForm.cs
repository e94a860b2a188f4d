using System.Globalization;
using Lanyard.Badges;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Badges;

/// <summary>What the page of badges was told to print: the same fields in its address and in the form that prints.</summary>
/// <param name="Which">all or unprinted.</param>
/// <param name="Search">Null for no search.</param>
/// <param name="Key">The one who gets a badge, whatever else is chosen; null for several.</param>
internal sealed record BadgeChoiceForm(
    string? Layout, string? StartAt, string? Order, string? Category, bool CropMarks, string? Which, string? Search, string? Key)
{
    public BadgeLayout Size => BadgeLayouts.FindOrNull(Layout) ?? BadgeLayouts.All[0];

    public static BadgeChoiceForm Read(Func<string, string?> field) => new(
        field("layout"), field("startAt"), field("order"), Text(field("category")), field("cropMarks") == "true",
        field("which") == "unprinted" ? "unprinted" : "all", Text(field("q")), Text(field("key")));

    /// <summary>Null when something is wrong with it, which is told.</summary>
    public BadgeSheet? SheetOrNull(FormFaults faults, IStringLocalizer<Texts> L)
    {
        var startAt = 1;
        if (!string.IsNullOrWhiteSpace(StartAt) && (!int.TryParse(StartAt, NumberStyles.None, CultureInfo.InvariantCulture, out startAt)
            || startAt < 1 || startAt > Size.Count))
        {
            faults.Add("startAt", L["A page has {0} places: choose one from 1 on.", Size.Count]);
            return null;
        }
        return new(Size, startAt, CropMarks);
    }

    public BadgeSelection Selection()
    {
        var order = Order switch
        {
            "company" => BadgeOrder.Company,
            "key" => BadgeOrder.Key,
            _ => BadgeOrder.Name,
        };
        return Key is { } one ? new([one], Order: order, Category: Category) : new(null, Which == "unprinted", order, Category, Search);
    }

    /// <summary>The fields as they are sent, without those that say nothing.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Fields() => new Dictionary<string, string?>
    {
        ["layout"] = Size.Id,
        ["startAt"] = StartAt,
        ["order"] = Order,
        ["category"] = Category,
        ["cropMarks"] = CropMarks ? "true" : null,
        ["which"] = Which,
        ["q"] = Search,
        ["key"] = Key,
    }.Where(f => !string.IsNullOrEmpty(f.Value));

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
