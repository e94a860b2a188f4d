using System.Text.Json.Serialization;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.SelfRegistration;

/// <summary>What a person enters must be to be taken.</summary>
internal static class SubmissionRules
{
    /// <summary>Finds every fault of what was entered. Their fields are <c>contact.…</c>, <c>answers.KEY</c>,
    /// <c>photo</c> and <c>consent</c>.</summary>
    public static IReadOnlyList<FieldFault> Check(
        OpenForm form, SubmissionInput input, out RegistrantInput registrant, out List<ProfileAnswer> answers)
    {
        var faults = new Faults();
        var settings = form.Settings;
        var given = form.Questions.Select(asked => AnswerTo(asked.Question, input.Answers)).ToList();
        foreach (var fault in RegistrantRules.Check(
            new RegistrantInput { Key = "new", Contact = FormFields.Read(settings.Fields, input.Fields), Answers = given },
            out registrant))
        {
            faults.Add(NamedByKey(fault.Field, given), fault.Reason);
        }
        registrant = registrant with { Contact = CheckContact(settings, registrant.Contact, input.Fields, faults) };
        answers = CheckAnswers(form.Questions, registrant.Answers, faults);
        if (settings.Photo is Demand.Required && input.Photo is null)
            faults.Add("photo", "is required");
        if (settings.Consent is Demand.Required && !input.Consents)
            faults.Add("consent", "is required");
        else if (settings.Consent is not Demand.No && input.Consents && input.ConsentVersion != form.ConsentVersion)
            faults.Add("consent", "has changed since the page was opened");
        return faults.List;
    }

    private static Contact CheckContact(
        FormSettings settings, Contact contact, IReadOnlyDictionary<string, string> values, Faults faults)
    {
        foreach (var field in settings.Fields)
        {
            if (field.Required && TextRules.Clean(values.GetValueOrDefault(field.Name)) is null)
                faults.Add("contact." + field.Name, "is required");
        }
        if (contact.Title is { } title && settings.Titles.Count > 0 && !settings.Titles.Contains(title, StringComparer.Ordinal))
            faults.AddNew([new("contact.title", "must be one of the titles offered")]);
        if (!settings.ChecksPhones)
            return contact;
        var country = contact.Address.Country ?? settings.PhoneCountry;
        return contact with
        {
            Phone1 = CheckPhone("contact.phone1", contact.Phone1, country, faults),
            Phone2 = CheckPhone("contact.phone2", contact.Phone2, country, faults),
        };
    }

    private static string? CheckPhone(string field, string? number, string? country, Faults faults)
    {
        if (number is null)
            return null;
        var formatted = PhoneRules.FormatOrNull(number, country);
        if (formatted is null)
            faults.AddNew([new(field, "must be a telephone number, with + and the country's prefix")]);
        return formatted ?? number;
    }

    private static ProfileAnswerInput AnswerTo(ProfileQuestion question, IReadOnlyList<ProfileAnswerInput> given)
    {
        var answer = given.FirstOrDefault(a => a.Question == question.Key);
        return new ProfileAnswerInput
        {
            Question = question.Key,
            Options = question.Type is QuestionType.Text ? [] : answer?.Options ?? [],
            Text = question.Type is QuestionType.Text ? answer?.Text : null,
        };
    }

    private static List<ProfileAnswer> CheckAnswers(
        IReadOnlyList<AskedQuestion> questions, IReadOnlyList<ProfileAnswerInput> given, Faults faults)
    {
        var answers = new List<ProfileAnswer>();
        foreach (var (question, required) in questions)
        {
            var answer = given.FirstOrDefault(a => a.Question == question.Key);
            if (answer is null)
            {
                if (required)
                    faults.AddNew([new("answers." + question.Key, "is required")]);
                continue;
            }
            var chosen = question.Options.Where(o => answer.Options.Contains(o.Key, StringComparer.Ordinal))
                .Select(o => o.Id).ToList();
            if (chosen.Count != answer.Options.Count)
                faults.AddNew([new("answers." + question.Key, "names an option that the question does not have")]);
            if (question.Type is QuestionType.Radio && chosen.Count > 1)
                faults.AddNew([new("answers." + question.Key, "must be one option")]);
            answers.Add(new(question.Id, chosen, answer.Text));
        }
        return answers;
    }

    /// <summary><c>answers[2].text</c> as <c>answers.KEY</c>.</summary>
    private static string NamedByKey(string field, List<ProfileAnswerInput> given) =>
        field.StartsWith("answers[", StringComparison.Ordinal)
            && int.TryParse(field.AsSpan(8, field.IndexOf(']', StringComparison.Ordinal) - 8), out var i)
            ? "answers." + given[i].Question
            : field;
}

[JsonSerializable(typeof(IReadOnlyList<ProfileAnswerInput>))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
