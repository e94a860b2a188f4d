using System.Net;
using Lanyard.Core.Accounts;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Web;

public sealed class ImportPageTests
{
    private const string People =
        "Barcode;Vorname;Nachname;E-Mail;Land;<b>Notiz</b>\r\n"
        + "CODE-0001;Ada;Lovelace;ada@example.com;Großbritannien;\r\n"
        + "CODE-0002;Grace;Hopper;no address;USA;\r\n"
        + "CODE-0003;Edsger;Dijkstra;edsger@example.com;Atlantis;\r\n"
        + "CODE-0004;Barbara;=1+1;barbara@example.com;US;\r\n"
        + "CODE-0005;<script>alert(1)</script>;Markup;markup@example.com;NL;\"<img src=x onerror=alert(1)>\"\r\n";

    [Fact]
    public async Task A_file_with_faults_is_corrected_on_the_page_and_becomes_registrants()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var (status, path, columns) = await Forms.UploadAsync(page, server, new StringContent(People), "people.csv");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith($"/organise/events/{server.EventId}/import/", path, StringComparison.Ordinal);
        Assert.Contains("What is in the columns?", columns, StringComparison.Ordinal);
        Assert.Contains("<option value=\"contact.email\" selected", columns, StringComparison.Ordinal);
        AssertTextOnly(columns);
        Assert.Contains("&lt;b&gt;Notiz&lt;/b&gt;", columns, StringComparison.Ordinal);

        var refused = await page.SendAsync(path, columns, "columns", new() { ["Column1"] = "contact.lastName" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("Vorname and Nachname are both taken for this: Last name.", refused, StringComparison.Ordinal);

        await page.SendAsync(path, columns, "columns", new() { ["Column1"] = "contact.firstName" });
        var faults = await UntilAsync(page, path, "Some rows have faults");
        AssertTextOnly(faults);
        Assert.Contains("Bring in the rows without a fault: 2", faults, StringComparison.Ordinal);
        Assert.Contains("name=\"New-3-3\" value=\"no address\"", faults, StringComparison.Ordinal);
        Assert.Contains("name=\"New-4-4\" value=\"Atlantis\"", faults, StringComparison.Ordinal);
        Assert.Contains("name=\"New-5-2\" value=\"=1&#x2B;1\"", faults, StringComparison.Ordinal);

        var unchanged = await page.SendAsync(path, faults, "corrections", new() { ["New-3-3"] = "no address" });
        Assert.Contains("No value was changed.", unchanged, StringComparison.Ordinal);
        Assert.Contains("name=\"New-4-4\"", unchanged, StringComparison.Ordinal);
        await page.SendAsync(path, faults, "corrections", new() { ["New-3-3"] = "grace@example.com" });
        var second = await UntilAsync(page, path, "Bring in the rows without a fault: 3");

        await page.SendAsync(path, second, "run");
        var done = await UntilAsync(page, path, "The rows without a fault are in.");
        Assert.Contains("badges?which=unprinted", done, StringComparison.Ordinal);
        var file = await page.Http.GetStringAsync($"/organise/v1{path["/organise".Length..].Replace("/import/", "/imports/", StringComparison.Ordinal)}/faults.csv");
        Assert.Contains("Row 4: Land is not a country", file, StringComparison.Ordinal);
        Assert.DoesNotContain("CODE-", file, StringComparison.Ordinal);
        var registrants = (await TestServer.OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants"))).EnumerateArray()
            .Select(r => r.GetProperty("contact").GetProperty("email").GetString()!);
        Assert.Equal(["ada@example.com", "grace@example.com", "markup@example.com"], registrants.Order(StringComparer.Ordinal));
        Assert.Contains("people.csv", await page.GetAsync($"/organise/events/{server.EventId}/import"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_told_in_words_with_and_without_script_and_nothing_is_kept()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var (status, _, html) = await Forms.UploadAsync(page, server, new StringContent("%PDF-1.7\n"), "people.pdf");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("The file was not taken.", html, StringComparison.Ordinal);
        Assert.Contains("a PDF", html, StringComparison.Ordinal);
        Assert.Contains("Upload the file", html, StringComparison.Ordinal);
        (status, _, var json) = await Forms.UploadAsync(page, server, new StringContent("%PDF-1.7\n"), "people.pdf", byScript: true);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("\"fault\":\"", json, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "imports")));
        (status, _, json) = await Forms.UploadAsync(page, server, new StringContent(People), "people.csv", byScript: true);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"\"address\":\"/organise/events/{server.EventId}/import/", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_sent()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var (status, _, html) = await Forms.UploadAsync(page, server, new EndlessContent(3L << 30), "large.csv");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("The file is larger than 1 GB. Divide it into several.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_the_forms_token_or_from_who_may_only_read_is_refused()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var (status, _, _) = await Forms.UploadAsync(page, server, new StringContent(People), "people.csv", withToken: false);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var reader = await PageClient.SignedInAsync(server, OrganiserRole.ReadOnly);
        Assert.DoesNotContain("Upload the file", await reader.GetAsync($"/organise/events/{server.EventId}/import"), StringComparison.Ordinal);
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "x" } };
        using var refused = await reader.Http.PostAsync($"/organise/events/{server.EventId}/import/upload", empty);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "imports")) && Directory.GetFiles(Path.Combine(server.Folder, "imports")).Length > 0);
    }

    [Fact]
    public async Task An_import_is_cancelled_and_its_file_is_gone()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var (_, path, html) = await Forms.UploadAsync(page, server, new StringContent(People), "people.csv");
        var list = await page.SendAsync(path, html, "cancel");
        Assert.Contains("The import was cancelled and its file removed.", list, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "imports")));
        Assert.Contains("This import was cancelled.", await page.GetAsync(path), StringComparison.Ordinal);
    }

    private static void AssertTextOnly(string html)
    {
        Assert.DoesNotContain("CODE-", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Notiz", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
    }

    private static async Task<string> UntilAsync(PageClient page, string path, string text)
    {
        var html = "";
        await TestServer.UntilAsync(async () =>
        {
            html = await page.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            return html.Contains(text, StringComparison.Ordinal);
        }, TimeSpan.FromMinutes(1));
        return html;
    }

    /// <summary>A body that says how long it is, and never is sent: the server answers before.</summary>
    private sealed class EndlessContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(new byte[1 << 16]).AsTask();

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
