using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Questions;

/// <summary>What is wrong with the options of a question.</summary>
internal static class OptionFaults
{
    public static void AddFaults(this IReadOnlyList<OptionDetails> options, FormFaults faults, QuestionType? type, string field,
        IStringLocalizer<Texts> L, int most = 100)
    {
        if (type is null)
            faults.Add("Type", L["Choose a kind."]);
        else if (type is QuestionType.Text && options.Count > 0)
            faults.Add(field, L["A question with free text has no options."]);
        else if (type is not QuestionType.Text && options.Count == 0)
            faults.Add(field, L["Give at least one option."]);
        else if (options.Count > most)
            faults.Add(field, L["A question has at most {0} options.", most]);
        if (options.Any(o => o.Name!.Length > NameRules.Longest))
            faults.Add(field, L["An option has at most 200 characters."]);
    }
}
