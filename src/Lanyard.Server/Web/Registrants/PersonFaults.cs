using System.Globalization;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Shared;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Registrants;

/// <summary>What is wrong with a registrant, at the fields of the form.</summary>
internal static class PersonFaults
{
    /// <param name="sent">The answers that were checked: faults count in them.</param>
    public static void AddTo(this IEnumerable<FieldFault> found, FormFaults faults, IStringLocalizer<Texts> L,
        IReadOnlyList<ProfileAnswerInput> sent, IReadOnlyList<ProfileQuestion> questions)
    {
        foreach (var fault in found)
        {
            if (QuestionOf(fault.Field, sent, questions) is { } question)
            {
                var isText = fault.Field.EndsWith(".text", StringComparison.Ordinal);
                faults.Add(isText ? AnswersForm.TextField(question) : AnswersForm.Field(question),
                    L["{0}: {1}", question.Name, fault.Reason]);
            }
            else if (fault.Field.StartsWith("contact.", StringComparison.Ordinal))
                faults.Add(fault.Field, L["{0}: {1}", ContactTexts.Label(L, fault.Field["contact.".Length..]), fault.Reason]);
            else if (fault.Field == "key")
                faults.Add("Key", L["{0}: {1}", L["Registration number"].Value, fault.Reason]);
            else
                faults.Add("", L["{0}: {1}", fault.Field, fault.Reason]);
        }
    }

    private static ProfileQuestion? QuestionOf(
        string field, IReadOnlyList<ProfileAnswerInput> sent, IReadOnlyList<ProfileQuestion> questions)
    {
        const string Start = "answers[";
        var end = field.IndexOf(']', StringComparison.Ordinal);
        return field.StartsWith(Start, StringComparison.Ordinal)
            && int.TryParse(field.AsSpan(Start.Length, end - Start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < sent.Count ? questions.FirstOrDefault(q => q.Key == sent[index].Question) : null;
    }
}
