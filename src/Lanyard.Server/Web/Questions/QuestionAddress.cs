using System.Globalization;
using System.Text;
using Lanyard.Core;
using Lanyard.Core.Events;

namespace Lanyard.Server.Web.Questions;

/// <summary>Profile questions by the address of the page, and the keys that Lanyard makes for what is typed in.</summary>
internal static class QuestionAddress
{
    private const int LongestKey = 40;

    public static async Task<ProfileQuestion?> FindByAddressOrNullAsync(this QuestionAdministration questions, PageContext page, string text) =>
        ShortId.TryParse(text, out var id)
            ? (await questions.ListAsync(page.Event.Id, page.Http.RequestAborted)).Find(q => q.Id == id)
            : null;

    /// <summary>A key for a name, such as <c>trade-fairs</c>, that none of the others is.</summary>
    public static string NewKey(string name, IReadOnlyCollection<string> others)
    {
        var key = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) && key.Length < LongestKey)
                key.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && key.Length > 0 && key[^1] != '-')
                key.Append('-');
        }
        var first = key.ToString().Trim('-') is { Length: > 0 } text ? text : "question";
        var tried = first;
        for (var i = 2; others.Contains(tried, StringComparer.Ordinal); i++)
            tried = string.Create(CultureInfo.InvariantCulture, $"{first}-{i}");
        return tried;
    }

    /// <summary>Options that were typed in, one a line, with keys beside those that are there.</summary>
    public static List<OptionDetails> NewOptions(string? lines, IEnumerable<OptionDetails> known)
    {
        var all = known.ToList();
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            all.Add(new(NewKey(line, [.. all.Select(o => o.Key!)]), line));
        return all;
    }
}
