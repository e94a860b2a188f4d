using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lanyard.Core.Demo;
using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Demo;

public sealed class DemoPeopleTests
{
    private static readonly List<RegistrantInput> People = DemoPeople.Generate(5000, seed: 1, "demo-").ToList();

    [Fact]
    public void Every_person_meets_the_rules()
    {
        Assert.All(People, person => Assert.Empty(RegistrantRules.Check(person, out _)));
    }

    [Fact]
    public void The_rules_leave_every_person_as_it_is()
    {
        Assert.All(People, person =>
        {
            RegistrantRules.Check(person, out var kept);
            Assert.Equal(Json(person), Json(kept));
        });
    }

    [Fact]
    public void A_seed_gives_the_same_people_on_every_machine()
    {
        var all = string.Concat(DemoPeople.Generate(1000, seed: 7, "k").Select(Json));

        Assert.Equal("e243fd33aae329fb", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]);
        Assert.NotEqual(all, string.Concat(DemoPeople.Generate(1000, seed: 8, "k").Select(Json)));
    }

    [Fact]
    public void A_longer_list_starts_with_the_shorter()
    {
        Assert.Equal(People.Take(50).Select(Json), DemoPeople.Generate(50, seed: 1, "demo-").Select(Json));
    }

    [Fact]
    public void Keys_count_up_from_the_prefix()
    {
        Assert.Equal(["A-1", "A-2", "A-3"], DemoPeople.Generate(3, seed: 1, "A-").Select(person => person.Key));
    }

    [Fact]
    public void Badge_codes_are_left_for_Lanyard_to_make()
    {
        Assert.All(People, person => Assert.Null(person.Code));
    }

    [Fact]
    public void People_come_from_at_least_25_countries()
    {
        Assert.InRange(People.Select(person => person.Contact.Address.Country).Distinct().Count(), 26, 249);
    }

    [Theory]
    [InlineData("Latin with diacritics", 0x00C0, 0x024F)]
    [InlineData("Greek", 0x0370, 0x03FF)]
    [InlineData("Cyrillic", 0x0400, 0x04FF)]
    [InlineData("Hebrew", 0x0590, 0x05FF)]
    [InlineData("Arabic", 0x0600, 0x06FF)]
    [InlineData("Devanagari", 0x0900, 0x097F)]
    [InlineData("Thai", 0x0E00, 0x0E7F)]
    [InlineData("Hiragana", 0x3040, 0x309F)]
    [InlineData("Katakana", 0x30A0, 0x30FF)]
    [InlineData("Han", 0x4E00, 0x9FFF)]
    [InlineData("Hangul", 0xAC00, 0xD7AF)]
    [InlineData("Han beyond the basic plane", 0x20000, 0x2A6DF)]
    public void Names_come_in_many_scripts(string script, int first, int last)
    {
        var names = People.ConvertAll(person => person.Contact.FirstName + person.Contact.LastName);
        var runes = names.SelectMany(name => name.EnumerateRunes());

        Assert.True(runes.Any(rune => rune.Value >= first && rune.Value <= last), $"nobody's name is in {script}");
    }

    [Fact]
    public void Mail_goes_to_nobody()
    {
        var emails = People.Select(person => person.Contact.Email).OfType<string>();

        Assert.All(emails, email => Assert.Matches(@"@[^@]+\.example(\.com)?$", email));
    }

    [Fact]
    public void Every_field_is_known_of_some_and_unknown_of_others()
    {
        var contacts = People.ConvertAll(person => JsonSerializer.SerializeToElement(person.Contact));
        var fields = contacts.SelectMany(Fields).ToLookup(field => field.Name, field => field.Value.ValueKind);

        Assert.Equal(25, fields.Count);
        Assert.All(fields.Where(field => field.Key != nameof(Contact.LastName)), field =>
        {
            Assert.Contains(JsonValueKind.Null, field);
            Assert.Contains(JsonValueKind.String, field);
        });
    }

    [Fact]
    public void Questions_are_answered_by_their_kind()
    {
        var answers = People.SelectMany(person => person.Answers).ToLookup(answer => answer.Question);

        Assert.Equal(["interests", "seniority", "visit-goal"], answers.Select(question => question.Key).Order());
        Assert.All(answers["seniority"], answer => Assert.Single(answer.Options));
        Assert.All(answers["visit-goal"], answer => Assert.Empty(answer.Options));
        Assert.Contains(answers["interests"], answer => answer.Options.Count > 1 && answer.Text is not null);
    }

    private static IEnumerable<JsonProperty> Fields(JsonElement contact) =>
        contact.EnumerateObject().SelectMany(field =>
            field.Value.ValueKind == JsonValueKind.Object ? Fields(field.Value) : [field]);

    private static string Json(RegistrantInput person) => JsonSerializer.Serialize(person);
}
