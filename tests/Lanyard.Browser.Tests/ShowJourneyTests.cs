using System.Net.Http.Json;
using Lanyard.Tests.Badges;
using Lanyard.Tests.Support;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>From the set-up link to badges whose codes give leads.</summary>
public sealed class ShowJourneyTests(Chromium chromium)
{
    private const string Event = "/organise/events/*";
    private const string Question = "What do you want to see?";
    private const string Exhibitor = "Northlight";

    // What the columns of the file are taken for.
    private static readonly string[] _fields =
        ["key", "contact.firstName", "contact.lastName", "contact.company", "contact.email", "code"];

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task An_owner_brings_a_show_from_a_file_to_badges_that_an_exhibitor_scans(int width)
    {
        await using var server = await TestServer.StartAsync();
        await using var visitor = await Visitor.ComeAsync(chromium.Browser, Beginning.Address(server), width, ColorScheme.Light);
        await Beginning.SetUpAsync(server, visitor);
        await visitor.SeesAsync("/organise", "Events");
        await visitor.FollowAsync("Make the first event");
        await visitor.SeesAsync("/organise/events/new", "New event");
        await Beginning.MakeEventAsync(visitor);
        await visitor.SeesAsync(Event, "Spring fair");

        await AskAsync(visitor);
        await ImportAsync(visitor);
        await ExposeAsync(visitor);
        var (clientId, secret) = await AddExhibitorAsync(visitor);
        var codes = await PrintAsync(visitor);
        await ScanAsync(server, clientId, secret, codes);
    }

    private static async Task AskAsync(Visitor visitor)
    {
        await visitor.FollowAsync("Profile questions");
        await visitor.SeesAsync($"{Event}/questions", "Profile questions");
        await visitor.FollowAsync("Make the first question");
        await visitor.SeesAsync($"{Event}/questions/new", "New question");
        await visitor.Page.Locator("[name=Type]").SelectOptionAsync("radio");
        await visitor.FillAsync(("Name", Question), ("Options", "Lenses\nSoftware"));
        await visitor.PressAsync("Make the question");
        await visitor.SeesAsync($"{Event}/questions", "Profile questions");
    }

    private static async Task ImportAsync(Visitor visitor)
    {
        var page = visitor.Page;
        await visitor.FollowAsync("Import");
        await visitor.SeesAsync($"{Event}/import", "Import registrants");
        await visitor.DropAsync("form[data-upload]", RegistrantFile.Name, RegistrantFile.Write());
        await visitor.PressAsync("Upload the file");
        await visitor.SeesAsync($"{Event}/import/*", RegistrantFile.Name);
        foreach (var (column, field) in _fields.Index())
            await Assertions.Expect(page.Locator($"[name=Column{column}]")).ToHaveValueAsync(field);

        await visitor.PressAsync("Check the file");
        await page.GetByText("Some rows have faults").WaitForAsync();
        await visitor.SeesAsync($"{Event}/import/*", RegistrantFile.Name);
        await page.Locator("[name^='New-']").FillAsync("liskov@example.com");
        await visitor.PressAsync("Take these values and check again");
        await page.GetByText("The file is ready").WaitForAsync();
        await visitor.SeesAsync($"{Event}/import/*", RegistrantFile.Name);

        await visitor.PressAsync($"Bring in the rows without a fault: {RegistrantFile.Rows:N0}");
        await page.GetByRole(AriaRole.Progressbar).WaitForAsync();
        await page.GetByText("Every row is in.").WaitForAsync();
        await visitor.SeesAsync($"{Event}/import/*", RegistrantFile.Name);
    }

    private static async Task ExposeAsync(Visitor visitor)
    {
        await visitor.FollowAsync("Profile questions");
        await visitor.SeesAsync($"{Event}/questions", "Profile questions");
        await visitor.FollowAsync("Expose");
        await visitor.Page.GetByText("This changes what exhibitors see of leads: 0 leads, of 0 exhibitors.").WaitForAsync();
        await visitor.SeesAsync($"{Event}/questions/*/exposure?to=exposed", $"Expose “{Question}” to exhibitors?");
        await visitor.PressAsync("Expose it");
        await visitor.SeesAsync($"{Event}/questions", "Profile questions");
    }

    private static async Task<(string ClientId, string Secret)> AddExhibitorAsync(Visitor visitor)
    {
        var page = visitor.Page;
        await visitor.FollowAsync("Exhibitors");
        await visitor.SeesAsync($"{Event}/exhibitors", "Exhibitors");
        await visitor.FollowAsync("New exhibitor");
        await visitor.SeesAsync($"{Event}/exhibitors/new", "New exhibitor");
        await visitor.FillAsync(("Name", Exhibitor), ("Hall", "3"), ("Stand", "C21"), ("Email", "manager@example.com"));
        await visitor.PressAsync("Save");
        await visitor.SeesAsync($"{Event}/exhibitors/*", Exhibitor);

        foreach (var (kind, seats) in ((string, string)[])[("api", ""), ("scan", "2")])
        {
            await visitor.FollowAsync("Give a license");
            await visitor.SeesAsync($"{Event}/exhibitors/*/licenses/new", $"License for {Exhibitor}");
            await page.Locator("[name=Kind]").SelectOptionAsync(kind);
            await visitor.FillAsync(("Seats", seats));
            await visitor.PressAsync("Give the license");
            await visitor.SeesAsync($"{Event}/exhibitors/*", Exhibitor);
        }
        await visitor.PressAsync("Show a link to copy");
        Assert.Contains("/connect/join/", await page.Locator("#link-to-copy").InputValueAsync(), StringComparison.Ordinal);
        await visitor.SeesAsync($"{Event}/exhibitors/*", Exhibitor);
        await visitor.FillAsync(("ClientName", "CRM"));
        await visitor.PressAsync("Make the API client");
        var secret = await page.Locator("#issued-secret").InputValueAsync();
        await visitor.SeesAsync($"{Event}/exhibitors/*", Exhibitor);
        return (await page.Locator("#issued-id").InputValueAsync(), secret);
    }

    private static async Task<List<string>> PrintAsync(Visitor visitor)
    {
        var page = visitor.Page;
        await visitor.FollowAsync("Badges");
        await visitor.SeesAsync($"{Event}/badges", "Badges");
        await page.Locator("#field-layout-a4-90x54").CheckAsync();
        await visitor.FillAsync(("q", RegistrantFile.Company));
        await visitor.PressAsync("Show the preview");
        await page.GetByText($"Badges to be printed: {RegistrantFile.LastNames.Count()}").WaitForAsync();
        Assert.True(await page.Locator("img.badge-preview").EvaluateAsync<bool>(
            "image => image.decode().then(() => image.naturalWidth > 0)"), "The preview is no picture.");
        await visitor.SeesAsync($"{Event}/badges?*", "Badges");
        var download = await page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("Make the PDF"));
        return await Rendered.CodesAsync(await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    private static async Task ScanAsync(TestServer server, string clientId, string secret, List<string> codes)
    {
        using var client = await server.SignInAsync(clientId, secret);
        var nameOf = new Dictionary<string, string>();
        foreach (var code in codes)
        {
            var connection = await TestServer.OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code }));
            nameOf.Add(code, connection.GetProperty("contact").GetProperty("lastName").GetString()!);
            Assert.Contains("\"Lenses\"", connection.GetRawText(), StringComparison.Ordinal);
        }
        Assert.Equal(RegistrantFile.LastNames.Order(), nameOf.Values.Order());
        foreach (var (name, code) in RegistrantFile.Codes)
            Assert.Equal(name, nameOf[code]);
    }
}
