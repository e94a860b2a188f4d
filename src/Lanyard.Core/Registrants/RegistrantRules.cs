namespace Lanyard.Core.Registrants;

/// <summary>What a registrant must be to be taken in, whichever way it comes.</summary>
public static class RegistrantRules
{
    private const int LongestKey = 100;
    private const int ShortestCode = 4;
    private const int LongestCode = 512;
    private const int LongestText = 2000;
    private const int MostAnswers = 100;
    private const int MostOptions = 100;

    /// <summary>Finds every fault of a registrant.</summary>
    /// <param name="input">The registrant as it was sent.</param>
    /// <param name="normalised">The registrant to keep if there is no fault: texts trimmed, null for blank, the
    /// country in upper case, answers that say nothing left out.</param>
    public static IReadOnlyList<FieldFault> Check(RegistrantInput input, out RegistrantInput normalised)
    {
        var faults = new Faults();
        var key = TextRules.Clean(input.Key);
        CheckName("key", key, faults);
        var code = TextRules.Clean(input.Code);
        if (code is not null)
            CheckCode(code, faults);
        faults.AddNew(ContactRules.Check(input.Contact, out var contact));
        normalised = new RegistrantInput
        {
            Key = key ?? "",
            Code = code,
            Contact = contact,
            Answers = CheckAnswers(input.Answers, faults),
            Consent = CheckConsent(input.Consent, faults),
        };
        return faults.List;
    }

    private static void CheckName(string field, string? value, Faults faults)
    {
        if (value is null)
            faults.Add(field, "is required");
        else if (TextRules.FaultOrNull(value, LongestKey) is { } reason)
            faults.Add(field, reason);
    }

    private static void CheckCode(string code, Faults faults)
    {
        if (code.Length < ShortestCode)
            faults.Add("code", $"must be at least {ShortestCode} characters");
        else if (TextRules.FaultOrNull(code, LongestCode) is { } reason)
            faults.Add("code", reason);
    }

    private static ConsentInput? CheckConsent(ConsentInput? consent, Faults faults)
    {
        if (consent is null)
            return null;
        var version = TextRules.Clean(consent.Version);
        if (version is not null && TextRules.FaultOrNull(version, ConsentInput.LongestVersion) is { } reason)
            faults.Add("consent.version", reason);
        return consent with { Version = version };
    }

    private static List<ProfileAnswerInput> CheckAnswers(IReadOnlyList<ProfileAnswerInput> answers, Faults faults)
    {
        if (answers.Count > MostAnswers)
        {
            faults.Add("answers", $"must be at most {MostAnswers}");
            return [];
        }
        var kept = new List<ProfileAnswerInput>(answers.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < answers.Count; i++)
        {
            var answer = CheckAnswer(answers[i], $"answers[{i}]", faults);
            if (answer.Question.Length > 0 && !seen.Add(answer.Question))
                faults.Add($"answers[{i}].question", "is answered twice");
            if (answer.Options.Count > 0 || answer.Text is not null)
                kept.Add(answer);
        }
        return kept;
    }

    private static ProfileAnswerInput CheckAnswer(ProfileAnswerInput answer, string path, Faults faults)
    {
        var question = TextRules.Clean(answer.Question);
        CheckName($"{path}.question", question, faults);
        var text = TextRules.Clean(answer.Text);
        if (text is not null && TextRules.FaultOrNull(text, LongestText, lines: true) is { } reason)
            faults.Add($"{path}.text", reason);
        return new ProfileAnswerInput
        {
            Question = question ?? "",
            Options = CheckOptions(answer.Options, path, faults),
            Text = text,
        };
    }

    private static List<string> CheckOptions(IReadOnlyList<string> options, string path, Faults faults)
    {
        if (options.Count > MostOptions)
        {
            faults.Add($"{path}.options", $"must be at most {MostOptions}");
            return [];
        }
        var kept = new List<string>(options.Count);
        for (var i = 0; i < options.Count; i++)
        {
            var option = TextRules.Clean(options[i]);
            CheckName($"{path}.options[{i}]", option, faults);
            if (option is null)
                continue;
            if (kept.Contains(option, StringComparer.Ordinal))
                faults.Add($"{path}.options[{i}]", "is chosen twice");
            kept.Add(option);
        }
        return kept;
    }
}
