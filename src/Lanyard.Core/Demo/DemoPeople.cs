using System.Globalization;
using System.Text;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Demo;

/// <summary>Makes up registrants to try Lanyard with: many scripts, many countries, some with hardly a field.</summary>
public static class DemoPeople
{
    private static readonly string[] Seniorities = ["director", "manager", "specialist", "student"];
    private static readonly string[] Interests = ["scanning", "badges", "software", "catering", "security"];
    private static readonly string[] Suffixes = ["PhD", "MBA", "Jr.", "esq", "MSc"];
    private static readonly string[] Remarks =
        ["Only if it runs on our own machines.", "For a show of 4,000 visitors.", "Prices, please.", "In spring."];

    /// <summary>Makes up registrants; the same ones for the same seed. They answer the questions <c>seniority</c>,
    /// <c>interests</c> and <c>visit-goal</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What decides who they are.</param>
    /// <param name="keyPrefix">What their keys start with; a number from 1 follows.</param>
    public static IEnumerable<RegistrantInput> Generate(int count, int seed, string keyPrefix)
    {
        var dice = new Dice(seed);
        for (var number = 1; number <= count; number++)
        {
            var place = dice.Pick(DemoPlaces.All);
            var names = DemoNames.ByLanguage[place.Language];
            var contact = MakeContact(dice, place, names, number);
            yield return new RegistrantInput
            {
                Key = string.Create(CultureInfo.InvariantCulture, $"{keyPrefix}{number}"),
                Contact = dice.Percent(15) ? Sparse(dice, contact) : contact,
                Answers = MakeAnswers(dice, names).ToList(),
            };
        }
    }

    private static Contact MakeContact(Dice dice, DemoPlace place, DemoNames names, int number)
    {
        var isWoman = dice.Percent(50);
        var first = dice.Pick(isWoman ? names.Women : names.Men);
        var forms = dice.Pick(names.Last).Split('/');
        var last = isWoman ? forms[^1] : forms[0];
        var company = dice.Pick(names.Companies);
        var domain = company[1] + (dice.Percent(50) ? ".example" : ".example.com");
        return new Contact
        {
            Address = MakeAddress(dice, place, names),
            CocNumber = Sometimes(dice, 12)?.Fill("########"),
            Company = place.Company.Replace("*", company[0], StringComparison.Ordinal),
            Department = Sometimes(dice, 70)?.Pick(names.Departments),
            Email = $"{Mailbox(first, last, number)}@{domain}",
            Fax = Sometimes(dice, 5)?.Fill(place.Phone),
            FirstInitials = dice.Percent(40) && IsAlphabetic(first) ? first[..1] : null,
            FirstName = first,
            Gender = MakeGender(dice, isWoman),
            JobFunction = Sometimes(dice, 85)?.Pick(names.Jobs),
            LastName = last,
            LastNamePrefix = names.Prefixes.Length > 0 ? Sometimes(dice, 25)?.Pick(names.Prefixes) : null,
            Phone1 = Sometimes(dice, 80)?.Fill(place.Phone),
            Phone2 = Sometimes(dice, 20)?.Fill(place.Phone),
            PictureUrl = dice.Percent(10) ? $"https://pictures.{domain}/{dice.Fill("########")}.jpg" : null,
            Suffix = Sometimes(dice, 4)?.Pick(Suffixes),
            Title = dice.Percent(60) ? names.Titles[isWoman ? 1 : 0] : null,
            VatNumber = Sometimes(dice, 12)?.Fill($"{place.Country}### #### ##"),
            Website = dice.Percent(60) ? $"{(dice.Percent(30) ? "https://" : "")}www.{domain}" : null,
        };
    }

    private static Address MakeAddress(Dice dice, DemoPlace place, DemoNames names)
    {
        var hasStreet = dice.Percent(75);
        return new Address
        {
            Street = hasStreet ? dice.Pick(names.Streets) : null,
            City = place.City,
            Country = place.Country,
            HouseNumber = hasStreet ? (1 + dice.Below(240)).ToString(CultureInfo.InvariantCulture) : null,
            HouseNumberSuffix = hasStreet && dice.Percent(12) ? "abc".Substring(dice.Below(3), 1) : null,
            PostalCode = hasStreet && place.PostalCode is { } pattern ? dice.Fill(pattern) : null,
            State = place.State,
        };
    }

    private static Contact Sparse(Dice dice, Contact contact) => new()
    {
        Address = new Address { Country = dice.Percent(50) ? contact.Address.Country : null },
        Email = dice.Percent(60) ? contact.Email : null,
        FirstName = dice.Percent(90) ? contact.FirstName : null,
        LastName = contact.LastName,
    };

    private static IEnumerable<ProfileAnswerInput> MakeAnswers(Dice dice, DemoNames names)
    {
        if (dice.Percent(85))
            yield return new ProfileAnswerInput { Question = "seniority", Options = [dice.Pick(Seniorities)] };
        if (dice.Percent(70))
        {
            var from = dice.Below(Interests.Length);
            yield return new ProfileAnswerInput
            {
                Question = "interests",
                Options = Enumerable.Range(from, 1 + dice.Below(3))
                    .Select(i => Interests[i % Interests.Length])
                    .ToList(),
                Text = Sometimes(dice, 20)?.Pick(Remarks),
            };
        }
        if (dice.Percent(40))
            yield return new ProfileAnswerInput { Question = "visit-goal", Text = dice.Pick(names.Goals) };
    }

    private static string? MakeGender(Dice dice, bool isWoman) => dice.Below(20) switch
    {
        0 => "other",
        1 => "secret",
        < 6 => null,
        _ => isWoman ? "female" : "male",
    };

    /// <summary>A local part in ASCII: the name without its diacritics, or a number in other scripts.</summary>
    private static string Mailbox(string first, string last, int number)
    {
        var letters = Fold($"{first}.{last}");
        return letters.Length == first.Length + 1 + last.Length
            ? letters
            : string.Create(CultureInfo.InvariantCulture, $"visitor.{number}");
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var letter = rune.Value switch
            {
                'ł' or 'Ł' => 'l',
                'ø' or 'Ø' => 'o',
                'đ' or 'Đ' => 'd',
                'ı' => 'i',
                'æ' or 'Æ' => 'a',
                'œ' or 'Œ' => 'o',
                'ß' => 's',
                _ => char.ToLowerInvariant(rune.ToString().Normalize(NormalizationForm.FormD)[0]),
            };
            if (char.IsAsciiLetter(letter) || letter is '.' or '-' or '\'')
                folded.Append(letter);
        }
        return folded.ToString();
    }

    private static bool IsAlphabetic(string name) => name[0] < '\u0530';

    private static Dice? Sometimes(Dice dice, int percent) => dice.Percent(percent) ? dice : null;
}
