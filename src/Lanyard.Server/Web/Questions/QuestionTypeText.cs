using Lanyard.Core.Events;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Questions;

/// <summary>The kinds of question in words.</summary>
internal static class QuestionTypeText
{
    public static string Of(IStringLocalizer<Texts> L, QuestionType type) => type switch
    {
        QuestionType.Radio => L["One answer of several"],
        QuestionType.Checkbox => L["Several answers"],
        _ => L["Free text"],
    };
}
