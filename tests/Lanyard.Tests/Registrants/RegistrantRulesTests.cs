using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Registrants;

public sealed class RegistrantRulesTests
{
    [Fact]
    public void A_registrant_with_a_key_alone_is_complete()
    {
        Assert.Empty(RegistrantRules.Check(new RegistrantInput { Key = "A-17" }, out var normalised));
        Assert.Equal("A-17", normalised.Key);
        Assert.Null(normalised.Code);
        Assert.Equal(new Contact(), normalised.Contact);
    }

    [Fact]
    public void Every_fault_is_found_at_once()
    {
        var input = new RegistrantInput
        {
            Key = " ",
            Code = "abc",
            Contact = new Contact
            {
                Address = new Address { Country = "XX" },
                CocNumber = new string('1', 21),
                Email = "nobody",
                FirstName = new string('x', 101),
                Gender = "m",
                PictureUrl = "ftp://example.com/a.png",
                Website = "javascript:alert(1)",
            },
            Answers =
            [
                new ProfileAnswerInput { Question = "seniority", Options = ["director", "director"] },
                new ProfileAnswerInput { Question = "seniority", Text = "again" },
                new ProfileAnswerInput { Question = "", Options = [" "] },
            ],
        };

        var fields = RegistrantRules.Check(input, out _).Select(fault => fault.Field);

        Assert.Equal(
            [
                "key", "code", "contact.cocNumber", "contact.firstName", "contact.address.country", "contact.gender",
                "contact.email", "contact.pictureUrl", "contact.website", "answers[0].options[1]",
                "answers[1].question", "answers[2].question", "answers[2].options[0]",
            ],
            fields);
    }

    [Fact]
    public void What_is_kept_is_trimmed_and_in_the_case_the_guide_uses()
    {
        var input = new RegistrantInput
        {
            Key = " A-17 ",
            Code = " aBc-123\r\n",
            Contact = new Contact { Gender = "FEMALE", LastName = " Doe ", Address = new Address { Country = "nl" } },
            Answers =
            [
                new ProfileAnswerInput { Question = " interests ", Options = [" badges "], Text = " soon " },
                new ProfileAnswerInput { Question = "visit-goal", Text = " " },
            ],
        };

        Assert.Empty(RegistrantRules.Check(input, out var kept));
        Assert.Equal(("A-17", "aBc-123"), (kept.Key, kept.Code));
        var contact = kept.Contact;
        Assert.Equal(("female", "Doe", "NL"), (contact.Gender, contact.LastName, contact.Address.Country));
        var answer = Assert.Single(kept.Answers);
        Assert.Equal(("interests", "badges", "soon"), (answer.Question, Assert.Single(answer.Options), answer.Text));
    }

    [Theory]
    [InlineData("jdoe@acme.com")]
    [InlineData("j.doe+fair@mail.acme.co.uk")]
    [InlineData("o'brien@xn--bcher-kva.example")]
    [InlineData("info@bücher.example")]
    [InlineData("用户@例子.例え")]
    [InlineData("ольга@пошта.укр")]
    public void An_email_address_may_be_in_any_script(string email) => Assert.Empty(Faults(new() { Email = email }));

    [Theory]
    [InlineData("jdoe")]
    [InlineData("@acme.com")]
    [InlineData("jdoe@")]
    [InlineData("jdoe@acme")]
    [InlineData("jdoe@@acme.com")]
    [InlineData("jdoe@acme@acme.com")]
    [InlineData("jdoe@acme..com")]
    [InlineData("jdoe@-acme.com")]
    [InlineData("jdoe@acme.com.")]
    [InlineData("j doe@acme.com")]
    [InlineData("John <jdoe@acme.com>")]
    [InlineData("jdoe@acme.com\u0000")]
    [InlineData("jdoe@acme.com\nbcc:x@acme.com")]
    public void What_is_no_email_address_is_a_fault(string email) =>
        Assert.Equal("contact.email", Assert.Single(Faults(new() { Email = email })).Field);

    [Fact]
    public void An_email_address_of_255_characters_is_a_fault()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 49), 5));

        Assert.Empty(Faults(new() { Email = $"{new string('a', 4)}@{domain}" }));
        Assert.Single(Faults(new() { Email = $"{new string('a', 5)}@{domain}" }));
        Assert.Single(Faults(new() { Email = $"{new string('a', 65)}@acme.com" }));
    }

    [Theory]
    [InlineData("www.acme.com")]
    [InlineData("acme.com:8080/fair")]
    [InlineData("HTTPS://acme.com")]
    [InlineData("acme.com/?next=a:b")]
    [InlineData("例え.example")]
    public void A_website_needs_no_scheme(string website) => Assert.Empty(Faults(new() { Website = website }));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" JavaScript:alert(1)")]
    [InlineData("java\tscript:alert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("vbscript:x")]
    [InlineData("file:///etc/passwd")]
    public void A_website_with_another_scheme_is_a_fault(string website) =>
        Assert.Equal("contact.website", Assert.Single(Faults(new() { Website = website })).Field);

    [Theory]
    [InlineData("www.acme.com/a.png")]
    [InlineData("/a.png")]
    [InlineData("data:image/png;base64,AA==")]
    [InlineData("https://")]
    public void A_picture_needs_a_whole_address(string url) =>
        Assert.Equal("contact.pictureUrl", Assert.Single(Faults(new() { PictureUrl = url })).Field);

    [Fact]
    public void A_name_with_what_is_no_character_is_a_fault()
    {
        string[] names = ["Do\u0000e", "Do\ne", "Do\u0085e", "\ud800", "\udc00\ud800", "Doe\udbff", "Do\uffffe"];

        Assert.All(names, name =>
            Assert.Equal("contact.lastName", Assert.Single(Faults(new() { LastName = name })).Field));
    }

    [Theory]
    [InlineData("𠮷田")]
    [InlineData("می‌خواهم")]
    [InlineData("क्‍ष")]
    [InlineData("D'Arcy-Müller III.")]
    public void A_name_may_be_in_any_script(string name) => Assert.Empty(Faults(new() { LastName = name }));

    [Fact]
    public void A_free_text_may_have_lines()
    {
        var input = new RegistrantInput { Key = "k", Answers = [new() { Question = "visit-goal", Text = "a\r\n\tb" }] };

        Assert.Empty(RegistrantRules.Check(input, out _));
    }

    [Fact]
    public void There_are_249_countries() => Assert.Equal(249, Countries.Codes.Count);

    private static IReadOnlyList<FieldFault> Faults(Contact contact) => ContactRules.Check(contact, out _);
}
