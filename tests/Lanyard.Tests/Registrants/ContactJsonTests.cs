using System.Text;
using System.Text.Json;
using CsCheck;
using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Registrants;

public sealed class ContactJsonTests
{
    private const string Example =
        """
        {"address":{"address":"Business Park","city":"Elstree","country":"GB","houseNumber":"123",
        "houseNumberSuffix":"a","postalCode":"WD2 3AB","state":"Hertfordshire"},"cocNumber":"CoC1234567890123",
        "company":"Visit by GES","department":"Training","email":"jdoe@acme.com","fax":"+44 208 123456",
        "firstInitials":"R","firstName":"John","gender":"male","jobFunction":"Software Support","lastName":"Doe",
        "lastNamePrefix":"Van de","phone1":"+44 208 123456","phone2":"+44 208 123456",
        "pictureUrl":"https://image.visitcloud.com/s3_visitevent_91767839-46a3-4ed9-b656-260276d0bcbd","suffix":"esq",
        "title":"Mr.","vatNumber":"GB999 9999 73","website":"www.acme.com"}
        """;

    [Fact]
    public void The_guides_example_comes_back_byte_for_byte()
    {
        var bytes = Encoding.UTF8.GetBytes(Example.ReplaceLineEndings(""));

        Assert.Equal(bytes, ContactJson.Write(ContactJson.Read(bytes)));
    }

    [Fact]
    public void An_unknown_contact_has_every_key_and_each_is_null()
    {
        const string expected =
            """
            {"address":{"address":null,"city":null,"country":null,"houseNumber":null,"houseNumberSuffix":null,
            "postalCode":null,"state":null},"cocNumber":null,"company":null,"department":null,"email":null,"fax":null,
            "firstInitials":null,"firstName":null,"gender":null,"jobFunction":null,"lastName":null,
            "lastNamePrefix":null,"phone1":null,"phone2":null,"pictureUrl":null,"suffix":null,"title":null,
            "vatNumber":null,"website":null}
            """;

        Assert.Equal(expected.ReplaceLineEndings(""), Encoding.UTF8.GetString(ContactJson.Empty.Span));
    }

    [Fact]
    public void A_blank_value_is_written_as_null()
    {
        var contact = new Contact { FirstName = "", LastName = " \t", Address = new Address { City = " " } };

        Assert.Equal(ContactJson.Empty.ToArray(), ContactJson.Write(contact));
    }

    [Theory]
    [InlineData("Łukasz Müller-Ångström")]
    [InlineData("Олександр")]
    [InlineData("Γιώργος")]
    [InlineData("محمد")]
    [InlineData("שירה")]
    [InlineData("王小明")]
    [InlineData("さくら サクラ")]
    [InlineData("김민준")]
    [InlineData("अनिल")]
    [InlineData("สมชาย")]
    [InlineData("O'Brien & Søn <+>")]
    public void A_name_in_any_script_is_written_as_it_is(string name)
    {
        var json = Encoding.UTF8.GetString(ContactJson.Write(new Contact { FirstName = name }));

        Assert.Contains($"\"firstName\":\"{name}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_beyond_the_basic_plane_is_escaped_and_comes_back()
    {
        var json = ContactJson.Write(new Contact { LastName = "𠮷村" });

        Assert.Contains("\"lastName\":\"\\uD842\\uDFB7村\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal("𠮷村", ContactJson.Read(json).LastName);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"address":null}""")]
    [InlineData("""{"nickname":"Bob"}""")]
    [InlineData("null")]
    public void What_is_not_there_is_read_as_unknown(string json)
    {
        Assert.Equal(new Contact(), ContactJson.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void A_contact_never_says_more_than_its_type_in_a_log()
    {
        var input = new RegistrantInput { Key = "A-17", Code = "secret-code", Contact = new() { LastName = "Doe" } };

        Assert.Equal("RegistrantInput Contact Address", $"{input} {input.Contact} {input.Contact.Address}");
    }

    [Fact]
    public void Any_text_written_is_valid_JSON_and_comes_back()
    {
        var texts = Gen.String.Select(Gen.String, Gen.String);

        texts.Sample((name, city, company) =>
        {
            var contact = new Contact { LastName = name, Company = company, Address = new Address { City = city } };
            var json = ContactJson.Write(contact);
            using var parsed = JsonDocument.Parse(json);
            var read = ContactJson.Read(json);
            return (read.LastName, read.Company, read.Address.City) == (Kept(name), Kept(company), Kept(city))
                && ContactJson.Write(read).AsSpan().SequenceEqual(json);
        });
    }

    // Half a surrogate pair has no UTF-8; it is written as U+FFFD.
    private static string? Kept(string text) =>
        string.IsNullOrWhiteSpace(text) ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
