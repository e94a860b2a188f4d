using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;

namespace Lanyard.Server.Web.Registrants;

/// <summary>Answers to profile questions as a form has them.</summary>
internal static class AnswersForm
{
    /// <summary>Name of the field with the chosen options.</summary>
    public static string Field(ProfileQuestion question) => "answer-" + ShortId.Format(question.Id);

    /// <summary>Name of the field with the free text.</summary>
    public static string TextField(ProfileQuestion question) => Field(question) + "-text";

    /// <summary>What was sent: an answer a question, in their order.</summary>
    public static List<ProfileAnswerInput> Read(IFormCollection form, IReadOnlyList<ProfileQuestion> questions) =>
        questions.Select(q => new ProfileAnswerInput
        {
            Question = q.Key,
            Options = form[Field(q)].OfType<string>().Where(o => o.Length > 0).ToList(),
            Text = form[TextField(q)],
        }).ToList();

    /// <summary>What is stored, as a form sends it.</summary>
    public static List<ProfileAnswerInput> Of(Registrant registrant, IReadOnlyList<ProfileQuestion> questions)
    {
        var stored = ProfileAnswers.Read(registrant.Answers);
        return questions.Select(q =>
        {
            var answer = stored.FirstOrDefault(a => a.Question == q.Id);
            return new ProfileAnswerInput
            {
                Question = q.Key,
                Options = q.Options.Where(o => answer?.Options.Contains(o.Id) ?? false).Select(o => o.Key).ToList(),
                Text = answer?.Text,
            };
        }).ToList();
    }
}
