using System.Globalization;
using Lanyard.Core.Events;
using Lanyard.Core.SelfRegistration;

namespace Lanyard.Server.Web.Registration;

/// <summary>The settings of a registration form as the fields of a page, and back.</summary>
internal sealed class FormValues
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Null for a field that is empty.</summary>
    public string? this[string field] => _values.TryGetValue(field, out var value) && value.Length > 0 ? value : null;

    public static FormValues Of(IFormCollection sent)
    {
        var values = new FormValues();
        foreach (var (field, value) in sent)
            values._values[field] = value.ToString();
        return values;
    }

    public static FormValues Of(FormSettings settings, Event show, IReadOnlyList<ProfileQuestion> questions)
    {
        var values = new FormValues();
        var all = values._values;
        all["opensAt"] = FormTimes.ToInput(show, settings.OpensAt) ?? "";
        all["closesAt"] = FormTimes.ToInput(show, settings.ClosesAt) ?? "";
        all["capacity"] = settings.Capacity?.ToString(CultureInfo.InvariantCulture) ?? "";
        foreach (var name in FormFields.Names)
            all["field." + name] = Name(settings.Fields.FirstOrDefault(f => f.Name == name)?.Required);
        foreach (var (i, question) in questions.Index())
            all[$"question.{i}"] = Name(settings.Questions.FirstOrDefault(q => q.Key == question.Key)?.Required);
        all["photo"] = Name(settings.Photo);
        all["consent"] = Name(settings.Consent);
        all["titles"] = string.Join('\n', settings.Titles);
        all["checksPhones"] = settings.ChecksPhones ? "true" : "";
        all["phoneCountry"] = settings.PhoneCountry ?? "";
        all["accentColour"] = settings.AccentColour ?? "";
        foreach (var (language, texts) in settings.Texts)
        {
            all[$"texts.{language}.introduction"] = texts.Introduction ?? "";
            all[$"texts.{language}.consent"] = texts.Consent ?? "";
            all[$"texts.{language}.thanks"] = texts.Thanks ?? "";
        }
        return values;
    }

    /// <param name="before">Keeps what the page does not have, and the order in which fields and questions are asked.</param>
    /// <param name="unreadable">Fields that hold no value of their kind.</param>
    public FormSettings Read(
        FormSettings before, Event show, IReadOnlyList<ProfileQuestion> questions, out List<string> unreadable)
    {
        unreadable = [];
        if (!FormTimes.TryRead(show, this["opensAt"], out var opensAt))
            unreadable.Add("opensAt");
        if (!FormTimes.TryRead(show, this["closesAt"], out var closesAt))
            unreadable.Add("closesAt");
        int? capacity = null;
        if (this["capacity"] is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                capacity = number;
            else
                unreadable.Add("capacity");
        }
        var order = before.Fields.Select(f => f.Name).Concat(FormFields.Names).Distinct(StringComparer.Ordinal);
        return before with
        {
            OpensAt = opensAt,
            ClosesAt = closesAt,
            Capacity = capacity,
            Fields = [.. order.Where(name => Demanded("field." + name) is not Demand.No)
                .Select(name => new FormField(name, Demanded("field." + name) is Demand.Required))],
            Questions = [.. questions.Index().Where(q => Demanded($"question.{q.Index}") is not Demand.No)
                .OrderBy(q => PlaceOf(before, q.Item.Key))
                .Select(q => new FormQuestion(q.Item.Key, Demanded($"question.{q.Index}") is Demand.Required))],
            Photo = Demanded("photo"),
            Consent = Demanded("consent"),
            Titles = (this["titles"] ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            ChecksPhones = this["checksPhones"] is not null,
            PhoneCountry = this["phoneCountry"],
            AccentColour = this["accentColour"],
            Texts = FormSettings.Languages.ToDictionary(
                language => language,
                language => new FormTexts(this[$"texts.{language}.introduction"], this[$"texts.{language}.consent"],
                    this[$"texts.{language}.thanks"]),
                StringComparer.Ordinal),
        };
    }

    private static int PlaceOf(FormSettings settings, string key)
    {
        var place = settings.Questions.ToList().FindIndex(q => q.Key == key);
        return place < 0 ? int.MaxValue : place;
    }

    private Demand Demanded(string field) => this[field] switch
    {
        "optional" => Demand.Optional,
        "required" => Demand.Required,
        _ => Demand.No,
    };

    private static string Name(bool? required) => required is { } asked ? asked ? "required" : "optional" : "no";

    private static string Name(Demand demand) => demand switch
    {
        Demand.Optional => "optional",
        Demand.Required => "required",
        _ => "no",
    };
}
