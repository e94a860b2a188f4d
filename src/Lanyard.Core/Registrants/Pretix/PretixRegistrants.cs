using System.Text.Json;
using Lanyard.Core.Events;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>What an order comes to: a registrant, or the end of one, for each position that counts.</summary>
internal sealed class PretixRegistrants(
    PretixInput settings, HashSet<long> products, Dictionary<string, ProfileQuestion> questions)
{
    /// <summary>
    /// The registrant's key. By the position's number within pretix alone, which it keeps when an order is split and it
    /// gets into another order under another place.
    /// </summary>
    public static string Key(PretixPosition position) => $"pretix-{position.Id}";

    /// <summary>Whether the position gives a badge now.</summary>
    public bool Admits(PretixOrder order, PretixPosition position) =>
        IsPaid(order) && !position.Canceled && !IsBlocked(position) && products.Contains(position.Item)
        && (settings.Date is null || position.Date == settings.Date);

    public RegistrantInput Read(PretixOrder order, PretixPosition position) => new()
    {
        Key = Key(position),
        Code = position.Secret,
        Contact = PretixContacts.Of(order, position),
        Answers = Answers(position),
    };

    private bool IsPaid(PretixOrder order) => order.Status switch
    {
        "p" => true,
        "n" => !order.RequireApproval && (order.ValidIfPending || settings.Pending),
        _ => false,
    };

    private static bool IsBlocked(PretixPosition position) => position.Blocked is { ValueKind: JsonValueKind.Array } reasons
        && reasons.GetArrayLength() > 0;

    private List<ProfileAnswerInput> Answers(PretixPosition position)
    {
        var answers = new List<ProfileAnswerInput>();
        foreach (var given in position.Answers)
        {
            if (given.QuestionIdentifier is not { } identifier)
                continue;
            var key = settings.Questions.TryGetValue(identifier, out var mapped) ? mapped : identifier;
            if (key is null || !questions.TryGetValue(key, out var question) || answers.Exists(a => a.Question == key))
                continue;
            answers.Add(Answer(question, given));
        }
        return answers;
    }

    /// <summary>What the profile question has no option for is kept as text: nothing that was answered is lost.</summary>
    private static ProfileAnswerInput Answer(ProfileQuestion question, PretixAnswer given)
    {
        var text = PretixContacts.Text(given.Answer, 2000);
        var chosen = given.OptionIdentifiers is { Count: > 0 } identifiers ? identifiers : [given.Answer ?? ""];
        var known = chosen.Distinct(StringComparer.Ordinal)
            .Where(c => question.Options.Exists(o => o.Key == c)).ToList();
        var fits = known.Count > 0 && known.Count == chosen.Count && (question.Type is QuestionType.Checkbox || known.Count == 1);
        return fits
            ? new ProfileAnswerInput { Question = question.Key, Options = known }
            : new ProfileAnswerInput { Question = question.Key, Text = text };
    }
}
