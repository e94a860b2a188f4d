using System.Text.Json;
using Lanyard.Client;

namespace Lanyard.Tests.Client;

public sealed class TolerantReadingTests
{
    [Fact]
    public async Task The_record_of_the_guide_is_read_with_its_nested_profile_questions()
    {
        var lead = await ReadAsync(GuideRecord.Json);
        Assert.Equal(("364e2tkmeyp9t", 10122537397L, "John Smith", "barcode", "completed", true),
            (lead.Id, lead.Revision, lead.ScanInfo, lead.Source, lead.State, lead.IsCompleted));
        Assert.Equal(new DateTimeOffset(2023, 8, 24, 11, 33, 54, TimeSpan.Zero), lead.Time);
        Assert.Equal(
            new Contact
            {
                Address = new Address
                {
                    Street = "Business Park",
                    City = "Elstree",
                    Country = "GB",
                    HouseNumber = "123",
                    HouseNumberSuffix = "a",
                    PostalCode = "WD2 3AB",
                    State = "Hertfordshire",
                },
                CocNumber = "CoC1234567890123",
                Company = "Visit by GES",
                Department = "Training",
                Email = "jdoe@acme.com",
                Fax = "+44 208 123456",
                FirstInitials = "R",
                FirstName = "John",
                Gender = "male",
                JobFunction = "Software Support",
                LastName = "Doe",
                LastNamePrefix = "Van de",
                Phone1 = "+44 208 123456",
                Phone2 = "+44 208 123456",
                PictureUrl = "https://image.visitcloud.com/s3_visitevent_91767839-46a3-4ed9-b656-260276d0bcbd",
                Suffix = "esq",
                Title = "Mr.",
                VatNumber = "GB999 9999 73",
                Website = "www.acme.com",
            },
            lead.Contact);
        var profile = Assert.Single(lead.ProfileQuestions!);
        Assert.Equal(("1z8s4wm0y", "What is your seniority level?", "radio"), (profile.Id, profile.Name, profile.Type));
        var answer = Assert.Single(profile.Answers!);
        Assert.Equal(("1z8s4wm0y", "Director", "label"), (answer.Id, answer.Name, answer.Type));
        Assert.Equal("Medium", Assert.Single(Assert.Single(lead.ExhibitorQuestions!).Answers!).Name);
        Assert.Equal(["memo", "image", "audio"], lead.Notes!.Select(note => note.Type));
        Assert.Equal(("This is a text note", null), (lead.Notes![0].Text, lead.Notes[0].FileUrl));
        Assert.Equal(new DateTimeOffset(2023, 11, 30, 13, 58, 3, TimeSpan.Zero), lead.Notes[1].Time);
        Assert.EndsWith("de3f051234", lead.Notes[1].File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"1","revision":7}""")]
    [InlineData("""{"id":"1","revision":"7","contact":null,"notes":null,"profileQuestions":"","state":null}""")]
    [InlineData("""{"id":1,"revision":7,"contact":"","scanInfo":"","state":"","time":"","new":{"x":[1]}}""")]
    public async Task Null_missing_and_empty_are_the_same(string json)
    {
        var lead = await ReadAsync(json);
        Assert.Equal(("1", 7L, "", false), (lead.Id, lead.Revision, lead.State, lead.IsCompleted));
        Assert.Equal((null, null, null, default), (lead.Contact, lead.ScanInfo, lead.Source, lead.Time));
        Assert.Empty(lead.Notes!);
        Assert.Empty(lead.ProfileQuestions!);
        Assert.Empty(lead.ExhibitorQuestions!);
    }

    [Fact]
    public async Task A_contact_is_read_whatever_its_fields_are()
    {
        var lead = await ReadAsync(
            """{"id":"1","revision":7,"contact":{"firstName":"","LastName":"Doe","phone1":31,"address":"Park 1"}}""");
        Assert.Equal(
            new Contact { LastName = "Doe", Phone1 = "31", Address = new Address { Street = "Park 1" } }, lead.Contact);
    }

    [Theory]
    [InlineData("Completed", true)]
    [InlineData("COMPLETED", true)]
    [InlineData("NoAccess", false)]
    [InlineData("noLicense", false)]
    [InlineData("archived", false)]
    public async Task A_state_is_kept_as_it_is_and_only_completed_counts(string state, bool isCompleted)
    {
        var lead = await ReadAsync($$"""{"id":"1","revision":7,"state":"{{state}}"}""");
        Assert.Equal((state, isCompleted), (lead.State, lead.IsCompleted));
    }

    [Fact]
    public async Task A_file_has_either_name_and_a_time_without_a_zone_is_UTC()
    {
        var lead = await ReadAsync(
            """{"id":"1","revision":7,"notes":[{"id":"n","file":"https://x/1","time":"2023-11-30T13:57:31"}]}""");
        var note = Assert.Single(lead.Notes!);
        Assert.Equal(("https://x/1", "https://x/1"), (note.File, note.FileUrl));
        Assert.Equal(new DateTimeOffset(2023, 11, 30, 13, 57, 31, TimeSpan.Zero), note.Time);
    }

    [Theory]
    [InlineData("""{"revision":7}""")]
    [InlineData("""{"id":"1"}""")]
    [InlineData("""{"id":"1","revision":-1}""")]
    [InlineData("""{"id":"1","revision":9223372036854775807}""")]
    [InlineData("""{"id":"1","revision":7,"scanInfo":"\ud800"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task What_can_neither_be_kept_nor_followed_is_refused(string json)
    {
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => ReadAsync(json));
        Assert.Equal("invalid_answer", failure.Code);
    }

    [Fact]
    public async Task A_page_with_something_else_among_the_records_is_refused()
    {
        var server = new ScriptedServer().Answers(200, $"[{ScriptedServer.Lead(1)},null]");
        await Assert.ThrowsAsync<ConnectionsException>(
            () => server.Client(o => o.MostAttempts = 1).GetPageAsync(Position.Start));
    }

    [Fact]
    public void What_is_not_in_the_guide_is_not_written()
    {
        var lead = new Connection { Id = "1", Revision = 7, State = "completed", Time = default };
        var json = JsonSerializer.Serialize(lead, JsonSerializerOptions.Web);
        Assert.DoesNotContain("isCompleted", json, StringComparison.Ordinal);
    }

    private static Task<Connection> ReadAsync(string json) =>
        new ScriptedServer().Answers(200, json).Client(o => o.MostAttempts = 1).GetConnectionAsync("1");
}
