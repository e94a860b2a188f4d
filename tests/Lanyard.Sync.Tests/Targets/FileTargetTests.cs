using System.Text;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class CsvTargetTests() : TableTargetContract("csv")
{
    private protected override string Expected(string text) =>
        text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + text : text;

    [Fact]
    public async Task For_machines_nothing_is_put_before_a_formula()
    {
        var options = new Dictionary<string, string> { ["defuse"] = "false", ["mark"] = "false", ["delimiter"] = ";" };
        await using var place = new FilePlace("csv", options);
        var feed = new ScriptedFeed();
        for (var i = 0; i < Texts.Length; i++)
            feed.Put(TestLeads.Completed(i) with { Contact = new Contact { Company = Texts[i] } });
        await RunAsync(place, feed);
        var table = await ForeignTable.ReadCsvAsync(place.FilePath, ";", "utf-8");
        for (var i = 0; i < Texts.Length; i++)
            Assert.Equal(Texts[i], table.Cell(TestLeads.Id(i), "contact.company"));
    }

    [Fact]
    public async Task It_is_rfc_4180_with_a_byte_order_mark()
    {
        await using var place = new FilePlace(
            "csv", fields: new Dictionary<string, string?> { ["=heading"] = "text:a\r\nb" });
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        await RunAsync(place, feed);
        var bytes = await File.ReadAllBytesAsync(place.FilePath);
        Assert.Equal(Encoding.UTF8.Preamble, bytes.AsSpan(0, 3));
        var text = Encoding.UTF8.GetString(bytes.AsSpan(3));
        Assert.StartsWith("id,revision,state,time,", text, StringComparison.Ordinal);
        Assert.Contains(",'=heading\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\"a\r\nb\"\r\n", text, StringComparison.Ordinal);
        Assert.Contains("2026-11-24T09:00:01Z", text, StringComparison.Ordinal);
    }
}

public sealed class XlsxTargetTests() : TableTargetContract("xlsx")
{
    // As Excel writes it; openpyxl shows it as it stands.
    private protected override string Expected(string text) => text == "_x0041_" ? "_x005F_x0041_" : text;

    private protected override void AssertMemo(string memo, string? read)
    {
        Assert.NotNull(read);
        Assert.EndsWith("32,767 characters]", read, StringComparison.Ordinal);
        Assert.True(read.Length is > 32_000 and <= 32_767);
        Assert.StartsWith(read[..32_000], memo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_times_revisions_text_and_the_header_stands_still()
    {
        await using var place = new FilePlace("xlsx");
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(1));
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        Assert.Equal("2026-11-24T09:00:01Z", table.Cell(lead.Id, "time"));
        Assert.Equal(JsonValueKind.String, table.Document.GetProperty("rows")[0][table.Column("revision")].ValueKind);
        Assert.Equal(
            lead.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), table.Cell(lead.Id, "revision"));
        Assert.Equal("A2", table.Document.GetProperty("frozen").GetString());
    }

    [Fact]
    public async Task What_xml_cannot_hold_breaks_no_workbook()
    {
        await using var place = new FilePlace("xlsx");
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(
            1) with { Contact = new Contact { Company = "a\u0001b\u000bc\uFFFEd\uFFFFe\0f\uD800g" } });
        feed.Put(TestLeads.Completed(2) with { Time = default });
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        Assert.Equal("abc\uFFFDd\uFFFDef\uFFFDg", table.Cell(TestLeads.Id(1), "contact.company"));
        Assert.Equal("0001-01-01T00:00:00Z", table.Cell(TestLeads.Id(2), "time"));
    }
}

public sealed class ParquetTargetTests() : TableTargetContract("parquet")
{
    [Fact]
    public async Task Columns_have_types()
    {
        await using var place = new FilePlace("parquet");
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(1));
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        var types = table.Document.GetProperty("columns")
            .EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        Assert.Equal("INT64", types["revision"].GetProperty("physical").GetString());
        Assert.Equal("TIMESTAMP", types["time"].GetProperty("type").GetString());
        Assert.Equal("MICROS", types["time"].GetProperty("unit").GetString());
        Assert.True(types["time"].GetProperty("utc").GetBoolean());
        Assert.Equal("2026-11-24T09:00:01.000Z", table.Cell(lead.Id, "time"));
        Assert.Equal(
            lead.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), table.Cell(lead.Id, "revision"));
        Assert.Null(table.Cell(lead.Id, "contact.fax"));
    }
}

public sealed class JsonLinesTargetTests() : FileTargetContract("jsonl")
{
    [Fact]
    public async Task Each_line_is_the_record_as_the_api_gives_it()
    {
        await using var place = new FilePlace("jsonl");
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(5) with { ScanInfo = "\u202eשלום 😀\u2028\n" });
        feed.PutMany(2, first: 6);
        await RunAsync(place, feed);
        var lines = (await File.ReadAllTextAsync(place.FilePath)).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("", lines[3]);
        var record = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(
            ["contact", "exhibitorQuestions", "id", "notes", "profileQuestions", "revision", "scanInfo", "source",
                "state", "time"],
            record.EnumerateObject().Select(p => p.Name));
        Assert.Equal("2026-11-24T09:00:05Z", record.GetProperty("time").GetString());
        Assert.Equal("\u202eשלום 😀\u2028\n", record.GetProperty("scanInfo").GetString());
        Assert.Equal(
            "Business Park", record.GetProperty("contact").GetProperty("address").GetProperty("address").GetString());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("contact").GetProperty("fax").ValueKind);
        Assert.Equal("Wants a quote\nfor 5", record.GetProperty("notes")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task It_takes_no_fields()
    {
        await using var place = new FilePlace(
            "jsonl", fields: new Dictionary<string, string?> { ["E-mail"] = "contact.email" });
        await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
    }
}
