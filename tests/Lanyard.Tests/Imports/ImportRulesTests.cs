using System.Globalization;
using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Core.Imports;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;

namespace Lanyard.Tests.Imports;

public sealed class ImportRulesTests
{
    private static readonly Keys Keys = new(new byte[Keys.MasterKeyLength]);

    private static readonly ProfileQuestion[] Questions =
    [
        new()
        {
            EventId = 1,
            Key = "interests",
            Name = "What interests you?",
            Type = QuestionType.Checkbox,
            Position = 0,
            Options = [new(1, "wine", "Wine, red and white"), new(2, "beer", "Beer"), new(3, "tea", "Tea")],
        },
        new() { EventId = 1, Key = "size", Name = "Company size", Type = QuestionType.Radio, Position = 1, Options = [new(4, "s", "1-10"), new(5, "l", "11+")] },
    ];

    [Theory]
    [InlineData("Key;First name;Last name;Company;E-mail;Country", "key contact.firstName contact.lastName contact.company contact.email contact.address.country")]
    [InlineData("Anrede;Vorname;Name;Firma;E-Mail;PLZ;Ort;Strichcode", "contact.title contact.firstName contact.lastName contact.company contact.email contact.address.postalCode contact.address.city code")]
    [InlineData("Prénom;Nom;Société;Courriel;Téléphone;Pays", "contact.firstName contact.lastName contact.company contact.email contact.phone1 contact.address.country")]
    [InlineData("Voornaam;Tussenvoegsel;Achternaam;Bedrijf;Functie;KvK-nummer", "contact.firstName contact.lastNamePrefix contact.lastName contact.company contact.jobFunction contact.cocNumber")]
    [InlineData("Nombre;Apellidos;Empresa;Correo electrónico;País", "contact.firstName contact.lastName contact.company contact.email contact.address.country")]
    [InlineData("Order code;Attendee name;Attendee name: Given name;Attendee name: Family name;Attendee email;Secret", "- fullName contact.firstName contact.lastName contact.email code")]
    [InlineData("Attendee #;First Name;Surname;Email;Barcode #;Job Title;What interests you?", "key contact.firstName contact.lastName contact.email code contact.jobFunction answers.interests")]
    [InlineData("Naam;Opmerking", "fullName -")]
    public void Columns_are_guessed_by_their_names(string names, string fields)
    {
        var columns = names.Split(';');
        var guess = ColumnGuess.Guess(columns, [], Questions).Columns;
        Assert.Equal(fields, string.Join(' ', guess.Select(f => f ?? "-")));
    }

    [Fact]
    public void Columns_with_other_names_are_guessed_by_what_stands_in_them()
    {
        var guess = ColumnGuess.Guess(["A", "B", "C", "D", "E"],
            [["ada@example.com", "Duitsland", "www.example.com", "+31 6 1234 5678", "x"], ["b@example.org", "FR", "https://example.org", "(020) 123 45 67", "y"]], []);
        Assert.Equal(["contact.email", "contact.address.country", "contact.website", "contact.phone1", null], guess.Columns);
    }

    [Theory]
    [InlineData("Jan van der Berg", "-|Jan|van der|Berg")]
    [InlineData("Prof. Dr. Ana María de la Cruz", "Prof. Dr.|Ana María|de la|Cruz")]
    [InlineData("Berg, Jan van der", "-|Jan|van der|Berg")]
    [InlineData("van der Berg, Jan", "-|Jan|van der|Berg")]
    [InlineData("Jean-Luc Picard", "-|Jean-Luc|-|Picard")]
    [InlineData("Anna Maria Schmidt", "-|Anna Maria|-|Schmidt")]
    [InlineData("Madonna", "-|-|-|Madonna")]
    [InlineData("Wei de", "-|Wei|-|de")]
    public void A_name_in_one_cell_is_divided(string text, string expected)
    {
        var name = FullName.Parse(text);
        Assert.Equal(expected, string.Join('|', new[] { name.Title, name.First, name.Prefix, name.Last }.Select(p => p ?? "-")));
    }

    [Theory]
    [InlineData("Deutschland", "DE")]
    [InlineData("the netherlands", "NL")]
    [InlineData("PAYS-BAS", "NL")]
    [InlineData("España", "ES")]
    [InlineData("Cote d’Ivoire", "CI")]
    [InlineData("gbr", "GB")]
    [InlineData("U.K.", "GB")]
    [InlineData("fr", "FR")]
    [InlineData("Atlantis", null)]
    public void Countries_are_known_by_name_and_code(string text, string? code) => Assert.Equal(code, Words.CountryOrNull(text));

    [Theory]
    [InlineData("Herr", "male")]
    [InlineData("féminin", "female")]
    [InlineData("v", "female")]
    [InlineData("divers", "other")]
    [InlineData("?", null)]
    public void Genders_are_known_in_five_languages(string text, string? gender) => Assert.Equal(gender, Words.GenderOrNull(text));

    [Theory]
    [InlineData("yes", "2027-03-04", ConsentState.Yes, "2027-03-04")]
    [InlineData("Ja", "4.3.2027", ConsentState.Yes, "2027-03-04")]
    [InlineData("nein", "04-03-2027", ConsentState.No, "2027-03-04")]
    [InlineData("OUI", "4 mars 2027", ConsentState.Yes, "2027-03-04")]
    [InlineData("sí", "4 de marzo de 2027", ConsentState.Yes, "2027-03-04")]
    [InlineData("0", "25/12/2026", ConsentState.No, "2026-12-25")]
    [InlineData("x", "12/25/2026", ConsentState.Yes, "2026-12-25")]
    [InlineData("onbekend", "", ConsentState.Unknown, null)]
    public void Consent_is_known_in_five_languages_and_its_date_in_usual_notations(string word, string date, ConsentState state, string? day)
    {
        var (input, faults) = Read("key,consent,consent.at,consent.version", "K1", word, date, "2");
        Assert.Empty(faults);
        Assert.Equal((state, day, "2"), (input!.Consent!.State, input.Consent.At?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), input.Consent.Version!));
    }

    [Theory]
    [InlineData("perhaps", "2027-03-04", 1, "must be yes, no or unknown")]
    [InlineData("yes", "3/4/2027", 2, "may be one of two days")]
    [InlineData("yes", "yesterday", 2, "is not a date")]
    [InlineData("", "2027-03-04", 1, "write yes or no")]
    public void A_consent_that_cannot_be_understood_is_a_fault(string word, string date, int column, string reason)
    {
        var (input, faults) = Read("key,consent,consent.at", "K1", word, date);
        Assert.Null(input);
        var fault = Assert.Single(faults);
        Assert.Equal(column, fault.Column);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_becomes_a_registrant()
    {
        var (input, faults) = Read("key,fullName,contact.address.country,code,answers.interests,answers.size,contact.phone1,contact.address.address",
            "K1", " Jan van der Berg ", "Allemagne", "=\"0012\"", "Wine, red and white; beer", "11+", "'+31 6 1", "Street 1\r\nYard");
        Assert.Empty(faults);
        Assert.Equal(("K1", "0012", "Jan", "van der", "Berg", "DE", "+31 6 1", "Street 1 Yard"),
            (input!.Key, input.Code, input.Contact.FirstName, input.Contact.LastNamePrefix, input.Contact.LastName,
                input.Contact.Address.Country, input.Contact.Phone1, input.Contact.Address.Street));
        Assert.Equal(["interests wine beer"], input.Answers.Where(a => a.Question == "interests")
            .Select(a => string.Join(' ', a.Options.Prepend(a.Question))));
        Assert.Equal(["l"], input.Answers.Single(a => a.Question == "size").Options);
    }

    [Theory]
    [InlineData("key,contact.lastName", "K1", "=HYPERLINK(\"http://x\")", 1, "formula")]
    [InlineData("key,contact.lastName", "K1", "#REF!", 1, "error of a formula")]
    [InlineData("key,contact.lastName", "K1", "Zo\uFFFD", 1, "cannot be read")]
    [InlineData("key,code", "K1", "4.00638E+12", 1, "rounded")]
    [InlineData("key,contact.email", "K1", "not an address", 1, "must be an e-mail address")]
    [InlineData("key,contact.address.country", "K1", "Atlantis", 1, "is not a country")]
    [InlineData("key,answers.interests", "K1", "Beer, Coffee", 1, "does not offer")]
    [InlineData("key,answers.size", "K1", "1-10; 11+", 1, "several answers")]
    [InlineData("key,contact.lastName", "", "Berg", 0, "every row needs a key")]
    [InlineData("contact.company,contact.city", "Acme", "", null, "neither e-mail nor name")]
    public void A_cell_that_cannot_be_taken_is_named(string fields, string first, string second, int? column, string reason)
    {
        var (input, faults) = Read(fields.Replace("contact.city", "contact.address.city", StringComparison.Ordinal), first, second);
        Assert.Null(input);
        var fault = Assert.Single(faults);
        Assert.Equal((7, column), (fault.Row, fault.Column));
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_stand_twice_are_both_named_and_a_person_without_key_is_known_by_the_address()
    {
        var check = new ImportCheck(Reader("contact.email,contact.lastName"));
        foreach (var (email, i) in new[] { "a@example.com", "b@example.com", "A@example.com" }.Select((e, i) => (e, i)))
            check.Add(new TableRow(i + 2, [email, "Doe"]));
        Assert.Equal([(2, "names the same person as row 4"), (4, "names the same person as row 2")],
            check.Faults().Select(f => ((int)f.Row, f.Reason)));
        Assert.Equal((3, 2), (check.Rows, check.Failed));
    }

    [Fact]
    public void A_sealed_badge_code_is_known_again_and_one_that_was_changed_is_a_fault()
    {
        var code = SealedCode.Seal("SECRET-1", Keys);
        Assert.DoesNotContain("SECRET", code, StringComparison.Ordinal);
        Assert.Equal("SECRET-1", Read("key,code", "K1", code).Input!.Code);
        Assert.Contains("was changed", Assert.Single(Read("key,code", "K1", code[..^4] + "AAA=").Faults).Reason, StringComparison.Ordinal);
    }

    private static RowReader Reader(string fields) =>
        new(new ImportMapping(fields.Split(',')), Questions, new Dictionary<(long, int), string>(), Keys);

    private static (Core.Registrants.RegistrantInput? Input, IReadOnlyList<RowFault> Faults) Read(string fields, params string[] cells) =>
        Reader(fields).Read(new TableRow(7, cells));
}
