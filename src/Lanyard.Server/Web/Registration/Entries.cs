using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Lanyard.Core.SelfRegistration;

namespace Lanyard.Server.Web.Registration;

/// <summary>What a person entered, as the page's fields have it; empty on a page that was not sent.</summary>
public sealed class Entries(IFormCollection? form)
{
    public const string Contact = "contact.";
    public const string Photo = "photo";
    public const string KeptPhoto = "kept-photo";
    public const string Consent = "consent";
    public const string ConsentVersion = "consent-version";
    public const string Token = "page";

    /// <summary>The form is to be shown in another language with what was entered, and registers nobody.</summary>
    public const string OnlyLanguage = "only-language";

    /// <summary>A field that people do not see; programs fill it in.</summary>
    public const string Trap = "more";

    public string? this[string field] => form?[field].ToString() is { Length: > 0 } text ? text : null;

    public bool IsTrapped => this[Trap] is not null;

    public static string Answer(int question) => $"answers.{question}";

    public bool IsChosen(int question, string option) => form?[Answer(question)].Contains(option) ?? false;

    /// <summary>The file that was chosen, or the photograph that a page with a fault has kept.</summary>
    public async Task<byte[]?> PhotoOrNullAsync(CancellationToken cancellation)
    {
        if (form?.Files[Photo] is { Length: > 0 } file)
        {
            using var content = new MemoryStream();
            await using var stream = file.OpenReadStream();
            await stream.CopyToAsync(content, cancellation);
            return content.ToArray();
        }
        var kept = this[KeptPhoto];
        var bytes = new byte[kept?.Length ?? 0];
        return Convert.TryFromBase64String(kept ?? "", bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    public SubmissionInput Read(OpenForm shown, string language, byte[]? photo) => new()
    {
        Token = this[Token],
        Language = language,
        Fields = shown.Settings.Fields.Where(field => this[Contact + field.Name] is not null)
            .ToDictionary(field => field.Name, field => this[Contact + field.Name]!, StringComparer.Ordinal),
        Answers = [.. shown.Questions.Select((asked, i) => AnswerTo(asked.Question, i))],
        Consents = this[Consent] == "true",
        ConsentVersion = int.TryParse(this[ConsentVersion], out var version) ? version : 0,
        Photo = photo,
    };

    private ProfileAnswerInput AnswerTo(ProfileQuestion question, int i) => new()
    {
        Question = question.Key,
        Options = question.Type is QuestionType.Text
            ? []
            : [.. (form?[Answer(i)] ?? default).OfType<string>().Where(option => option.Length > 0)],
        Text = question.Type is QuestionType.Text ? this[Answer(i)] : null,
    };
}
