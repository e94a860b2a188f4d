using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Imports;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class FileImportTestsOnSqlite() : FileImportTests(TestStore.Sqlite);

public sealed class FileImportTestsOnPostgres() : FileImportTests(TestStore.Postgres);

public abstract class FileImportTests(TestStore store)
{
    private const string People =
        "Barcode;Vorname;Nachname;E-Mail;Land\r\n"
        + "CODE-0001;Ada;Lovelace;ada@example.com;Großbritannien\r\n"
        + "CODE-0002;Grace;Hopper;no address;USA\r\n"
        + "CODE-0003;Edsger;Dijkstra;edsger@example.com;Atlantis\r\n"
        + "CODE-0004;Ada;Lovelace;ada@example.com;UK\r\n"
        + "CODE-0005;Barbara;Liskov;barbara@example.com;US\r\n";

    [Fact]
    public async Task A_file_is_guessed_checked_corrected_and_taken_and_the_same_file_again_changes_nothing()
    {
        await using var server = await StartShowAsync(store);
        var uploaded = await UploadAsync(server, People, "people.csv");
        Assert.Equal(["code", "contact.firstName", "contact.lastName", "contact.email", "contact.address.country"],
            uploaded.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("field").GetString()));
        Assert.True(uploaded.GetProperty("isKeyDerived").GetBoolean());
        Assert.DoesNotContain("CODE-", uploaded.GetRawText(), StringComparison.Ordinal);
        var import = $"{server.Event}/imports/{Id(uploaded)}";

        await OkAsync(server.Organiser.PostAsync($"{import}/check", null));
        var check = await UntilAsync(server, import, "checked");
        Assert.Equal((5, 4), (Number(check, "rows"), Number(check, "failed")));
        Assert.Equal([(2, "E-Mail"), (3, "E-Mail"), (4, "Land"), (5, "E-Mail")],
            check.GetProperty("faults").EnumerateArray().Select(f => (f.GetProperty("row").GetInt32(), f.GetProperty("name").GetString()!)));
        Assert.Empty((await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants"))).EnumerateArray());

        foreach (var (wrong, field) in new (object, string)[]
        {
            (new { row = 3, column = 5, value = "x" }, "column"), (new { row = 0, column = 1, value = "x" }, "row"),
            (new { row = 3, column = 1, value = new string('x', 4001) }, "value"),
        })
        {
            using var refused = await server.Organiser.PutAsJsonAsync($"{import}/corrections", wrong);
            Assert.Equal(400, (int)refused.StatusCode);
            Assert.Equal(field, (await ReadAsync(refused)).GetProperty("faults")[0].GetProperty("field").GetString());
        }
        await OkAsync(server.Organiser.PutAsJsonAsync($"{import}/corrections", new { row = 3, column = 3, value = "grace@example.com" }));
        var row = await OkAsync(server.Organiser.GetAsync($"{import}/rows/3"));
        Assert.Equal(["•••••", "Grace", "Hopper", "grace@example.com", "USA"], row.GetProperty("cells").EnumerateArray().Select(c => c.GetString()));
        await OkAsync(server.Organiser.PostAsync($"{import}/run", null));
        var done = await UntilAsync(server, import, "done");
        Assert.Equal((2, 3), (Number(done, "created"), Number(done, "failed")));

        // The faulty rows go out, are put right in a spreadsheet and come back by themselves.
        var faulty = await server.Organiser.GetStringAsync($"{import}/faults.csv");
        Assert.DoesNotContain("CODE-", faulty, StringComparison.Ordinal);
        Assert.Contains("\"Row 4: Land is not a country", faulty, StringComparison.Ordinal);
        var corrected = faulty.Replace("Atlantis", "NL", StringComparison.Ordinal);
        corrected = string.Join("\r\n", corrected.Split("\r\n").Where(l => !l.EndsWith("UK", StringComparison.Ordinal)));
        var second = await RunAsync(server, corrected, "faults.csv");
        Assert.Equal((2, 0), (Number(second, "created"), Number(second, "failed")));
        Assert.False(second.GetProperty("import").GetProperty("hasFile").GetBoolean());

        var again = await RunAsync(server, corrected, "faults.csv");
        Assert.Equal((0, 0, 2), (Number(again, "created"), Number(again, "updated"), Number(again, "unchanged")));
        var registrants = (await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants"))).EnumerateArray()
            .Select(r => r.GetProperty("contact")).Select(c => $"{c.GetProperty("lastName")} {c.GetProperty("address").GetProperty("country")}");
        Assert.Equal(["Dijkstra NL", "Hopper US", "Liskov US", "Lovelace GB"], registrants.Order(StringComparer.Ordinal));
        // The ticketing system's own code went in, through the sealed one as well.
        var (exhibitor, _, _) = await server.CreateExhibitorAsync("acme");
        using var scan = await exhibitor.PostAsJsonAsync("/connect/v1/connections", new { code = "CODE-0003" });
        Assert.Equal(200, (int)scan.StatusCode);
    }

    [Fact]
    public async Task A_second_file_leaves_alone_what_it_has_no_column_for_and_takes_consent()
    {
        await using var server = await StartShowAsync(store);
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/profile-questions/size",
            new { name = "Size", type = "radio", options = new[] { new { key = "s", name = "Small" }, new { key = "l", name = "Large" } } }));
        await RunAsync(server, "Key,First name,Last name,E-mail,City,Size\nK1,Ada,Lovelace,ada@example.com,London,Large\n", "first.csv");
        var second = await RunAsync(server, "Key,Last name,City,Consent,Consent date\nK1,King,,ja,2.3.2027\n", "second.csv");
        Assert.Equal((0, 1), (Number(second, "created"), Number(second, "updated")));
        var found = await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants/K1/person"));
        var contact = found.GetProperty("contact");
        Assert.Equal(("Ada", "King", "ada@example.com"), (contact.GetProperty("firstName").GetString()!,
            contact.GetProperty("lastName").GetString()!, contact.GetProperty("email").GetString()!));
        Assert.Equal(JsonValueKind.Null, contact.GetProperty("address").GetProperty("city").ValueKind);
        Assert.Contains("\"l\"", found.GetProperty("answers").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\"yes\"", found.GetProperty("consent").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("2027-03-02", found.GetProperty("consent").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_rows_go_in_with_progress_and_ten_thousand_faulty_ones_are_named()
    {
        await using var server = await StartShowAsync(store);
        var lines = new StringBuilder("Key,First name,Last name,Company,E-mail,Country\n");
        for (var i = 1; i <= 100_000; i++)
            lines.Append(CultureInfo.InvariantCulture, $"K{i},First {i},Last {i},Company {i % 500},p{i}@example.com,{(i % 9 == 0 ? "Atlantis" : "Germany")}\n");
        var uploaded = await UploadAsync(server, lines.ToString(), "many.csv");
        var import = $"{server.Event}/imports/{Id(uploaded)}";
        await OkAsync(server.Organiser.PostAsync($"{import}/run", null));
        var seen = new HashSet<long>();
        var done = await UntilAsync(server, import, "done", seen);
        Assert.Equal((88_889, 11_111), (Number(done, "created"), Number(done, "failed")));
        Assert.InRange(seen.Count, 3, int.MaxValue);
        Assert.Equal(100, (await OkAsync(server.Organiser.GetAsync($"{import}/faults?after=9900"))).GetArrayLength());
        Assert.Equal(0, (await OkAsync(server.Organiser.GetAsync($"{import}/faults?after=10000"))).GetArrayLength());
    }

    [Fact]
    public async Task An_import_goes_on_where_it_was_when_the_server_starts_again()
    {
        if (store is TestStore.Postgres)
            return;
        var folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        var lines = new StringBuilder("Key,Last name\n");
        for (var i = 1; i <= 30_000; i++)
            lines.Append(CultureInfo.InvariantCulture, $"K{i},Last {i}\n");
        (string Event, long EventId, long Id) at;
        await using (var server = await StartOnAsync(folder, null))
        {
            await server.BeginShowAsync();
            var id = Id(await UploadAsync(server, lines.ToString(), "many.csv"));
            await OkAsync(server.Organiser.PostAsync($"{server.Event}/imports/{id}/run", null));
            at = (server.Event, Parse(server.EventId), Parse(id));
            await TestServer.UntilAsync(async () => (await FindAsync(server, at.EventId, at.Id)).WrittenRow > 0);
            await server.StopAsync();
        }
        await using (var server = await StartOnAsync(folder, null))
        {
            var before = await FindAsync(server, at.EventId, at.Id);
            await TestServer.UntilAsync(async () => (await FindAsync(server, at.EventId, at.Id)).State is ImportState.Done, TimeSpan.FromMinutes(2));
            var import = await FindAsync(server, at.EventId, at.Id);
            Assert.InRange(before.WrittenRow, 1, 30_001);
            // A batch may have been written when the stop came before it was counted: it is found unchanged.
            Assert.Equal(30_000, import.Created + import.Unchanged);
            Assert.InRange(import.Unchanged, 0, 1000);
            // The file goes after the import is done, so that a crash between the two loses nothing.
            await TestServer.UntilAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(folder, "imports")).Length == 0));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_no_table_is_refused_and_nothing_is_left_behind()
    {
        await using var server = await StartShowAsync(store);
        foreach (var (text, reason) in new[]
        {
            ("%PDF-1.7", "a PDF"), ("", "empty"), ("Name,E-mail\n", "no row below"), ("<html></html>", "a web page"),
            ("ada@example.com,Ada\n", "has to name the columns"),
        })
        {
            using var refused = await server.Organiser.PostAsync($"{server.Event}/imports?name=x.csv", new StringContent(text));
            var problem = await ReadAsync(refused);
            Assert.Equal(400, (int)refused.StatusCode);
            Assert.Contains(reason, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await OkAsync(server.Organiser.GetAsync($"{server.Event}/imports"))).GetArrayLength());
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "imports")));
    }

    [Fact]
    public async Task A_form_is_taken_too_a_mapping_can_be_changed_and_a_cancelled_import_leaves_no_file()
    {
        await using var server = await StartShowAsync(store);
        using var form = new MultipartFormDataContent { { new StringContent("A,B\nx,y\n"), "file", "my people.csv" } };
        var uploaded = await OkAsync(server.Organiser.PostAsync($"{server.Event}/imports", form));
        Assert.Equal("my people.csv", uploaded.GetProperty("import").GetProperty("fileName").GetString());
        var import = $"{server.Event}/imports/{Id(uploaded)}";
        foreach (var wrong in new object[] { new { columns = new[] { "key" } }, new { columns = new[] { "key", "key" } }, new { columns = new[] { "key", "shoe size" } }, new { } })
        {
            using var refused = await server.Organiser.PutAsJsonAsync($"{import}/mapping", wrong);
            Assert.Equal(400, (int)refused.StatusCode);
        }
        var mapped = await OkAsync(server.Organiser.PutAsJsonAsync($"{import}/mapping", new { columns = new[] { "key", "contact.company" } }));
        Assert.False(mapped.GetProperty("isKeyDerived").GetBoolean());
        using var cancelled = await server.Organiser.PostAsync($"{import}/cancel", null);
        Assert.Equal(204, (int)cancelled.StatusCode);
        using var late = await server.Organiser.PostAsync($"{import}/run", null);
        Assert.Equal(409, (int)late.StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "imports")));
    }

    private static async Task<JsonElement> RunAsync(TestServer server, string text, string name)
    {
        var import = $"{server.Event}/imports/{Id(await UploadAsync(server, text, name))}";
        await OkAsync(server.Organiser.PostAsync($"{import}/run", null));
        return await UntilAsync(server, import, "done");
    }

    private static Task<JsonElement> UploadAsync(TestServer server, string text, string name) => OkAsync(
        server.Organiser.PostAsync($"{server.Event}/imports?name={name}", new ByteArrayContent(Encoding.UTF8.GetBytes(text))));

    private static async Task<JsonElement> UntilAsync(TestServer server, string import, string state, HashSet<long>? progress = null)
    {
        JsonElement found = default;
        await TestServer.UntilAsync(async () =>
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            found = await OkAsync(server.Organiser.GetAsync(import));
            progress?.Add(Number(found, "progress"));
            var now = found.GetProperty("import").GetProperty("state").GetString();
            Assert.NotEqual("failed", now);
            return now == state;
        }, TimeSpan.FromMinutes(3));
        return found;
    }

    private static string Id(JsonElement import) => import.GetProperty("import").GetProperty("id").GetString()!;

    private static long Number(JsonElement import, string name) => import.GetProperty("import").GetProperty(name).GetInt64();

    private static long Parse(string id) => ShortId.TryParse(id, out var parsed) ? parsed : throw new FormatException();

    private static Task<Import> FindAsync(TestServer server, long eventId, long id) => server.App.Services.GetRequiredService<IStore>()
        .ReadAsync(data => data.Imports.SingleAsync(i => i.EventId == eventId && i.Id == id));
}
