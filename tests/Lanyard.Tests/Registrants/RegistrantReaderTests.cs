using System.Text;
using System.Text.Json;
using CsCheck;
using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Registrants;

public sealed class RegistrantReaderTests
{
    private const string Whole =
        """
        {"key":"A-17","code":"Code-1234","contact":{"lastName":"Doe","address":{"country":"gb"}},
        "answers":[{"question":"seniority","options":["director"],"text":null}]}
        """;

    [Fact]
    public void A_registrant_is_read_whole()
    {
        var line = RegistrantReader.ReadOne(Encoding.UTF8.GetBytes(Whole));

        Assert.Empty(line.Faults);
        Assert.Equal(("A-17", "Code-1234"), (line.Input!.Key, line.Input.Code));
        Assert.Equal(("Doe", "GB"), (line.Input.Contact.LastName, line.Input.Contact.Address.Country));
        var answer = Assert.Single(line.Input.Answers);
        Assert.Equal(("seniority", "director", null), (answer.Question, Assert.Single(answer.Options), answer.Text));
    }

    [Theory]
    [InlineData("""{"key":"a","emial":"x"}""", "emial", "is not a field")]
    [InlineData("""{"key":"a","contact":{"Email":"x@y.z"}}""", "contact.Email", "is not a field; did you mean email?")]
    [InlineData("""{"key":"a","contact":{"address":{"zip":"1"}}}""", "contact.address.zip", "is not a field")]
    [InlineData("""{"key":"a","answers":[{"question":"q","option":"x"}]}""", "answers[0].option", "is not a field")]
    [InlineData("""{"key":"a","key":"a"}""", "key", "is given twice")]
    [InlineData("""{"key":"a","contact":{"fax":"1","f\u0061x":"1"}}""", "contact.fax", "is given twice")]
    [InlineData("""{"key":17}""", "key", "must be a string or null")]
    [InlineData("""{}""", "key", "is required")]
    [InlineData("""{"key":"a","contact":{"phone1":316}}""", "contact.phone1", "must be a string or null")]
    [InlineData("""{"key":"a","contact":"Doe"}""", "contact", "must be an object")]
    [InlineData("""{"key":"a","contact":{"address":[]}}""", "contact.address", "must be an object")]
    [InlineData("""{"key":"a","answers":{}}""", "answers", "must be an array")]
    [InlineData("""{"key":"a","answers":[7]}""", "answers[0]", "must be an object")]
    [InlineData("""{"key":"a","contact":{"fax":"\ud800"}}""", "contact.fax", "must not hold half a surrogate pair")]
    [InlineData("""{"key":"a","contact":{"\ud800":"1"}}""", "contact", "must not hold half a surrogate pair")]
    [InlineData("""["a"]""", "", "must be an object")]
    [InlineData("""{"key":"a",}""", "", "is not JSON at line 1, byte 12")]
    [InlineData("", "", "is not JSON at line 1, byte 1")]
    public void A_fault_names_its_field(string json, string field, string reason)
    {
        var faults = RegistrantReader.ReadOne(Encoding.UTF8.GetBytes(json)).Faults;

        Assert.Contains(new FieldFault(field, reason), faults);
        Assert.Single(faults, fault => fault.Field == field);
    }

    [Fact]
    public void The_key_in_the_address_stands_in_for_the_one_in_the_body()
    {
        Assert.Equal("A-1", RegistrantReader.ReadOne("{}"u8, "A-1").Input!.Key);
        Assert.Equal("A-1", RegistrantReader.ReadOne("""{"key":"A-1"}"""u8, "A-1").Input!.Key);
        Assert.Equal("key", RegistrantReader.ReadOne("""{"key":"A-2"}"""u8, "A-1").TheFault().Field);
    }

    [Fact]
    public async Task A_body_of_one_registrant_is_read_no_further_than_64_KiB()
    {
        using var endless = new MemoryStream(new byte[10 * RegistrantReader.LongestRecord]);

        var line = await RegistrantReader.ReadOneAsync(
            endless, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("must be at most 64 KiB", line.TheFault().Reason);
        Assert.Equal(RegistrantReader.LongestRecord + 1, endless.Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task A_line_at_fault_costs_that_line_alone(int piece)
    {
        const string body = "\uFEFF{\"key\":\"a\"}\r\n\n  \r\n{\"key\":\"b\" \"c\"}\n{\"key\":7}\n{\"key\":\"d\"}";

        var lines = await Import.LinesAsync(body, piece);

        Assert.Equal([1, 4, 5, 6], lines.Select(line => line.Number));
        Assert.Equal(["a", null, null, "d"], lines.Select(line => line.Input?.Key));
        Assert.Equal(new FieldFault("", "is not JSON at byte 12"), lines[1].TheFault());
        Assert.Equal("key", lines[2].TheFault().Field);
    }

    [Fact]
    public async Task A_line_over_64_KiB_costs_that_line_alone()
    {
        var fits = $$"""{"key":"a"{{new string(' ', RegistrantReader.LongestRecord - 11)}}}""";

        var lines = await Import.LinesAsync($"{fits}\n {fits}\n{fits}\n", piece: 5000);

        Assert.Equal(["a", null, "a"], lines.Select(line => line.Input?.Key));
        Assert.Equal(new FieldFault("", "must be at most 64 KiB"), lines[1].TheFault());
    }

    [Theory]
    [InlineData(ImportFormat.Lines)]
    [InlineData(ImportFormat.Array)]
    public async Task Bytes_that_are_not_UTF_8_cost_that_record_alone(ImportFormat format)
    {
        var body = format == ImportFormat.Lines
            ? "{\"key\":\"~\"}\n{\"key\":\"b\"}"
            : "[{\"key\":\"~\"},{\"key\":\"b\"}]";
        var bytes = Encoding.UTF8.GetBytes(body);
        bytes[bytes.IndexOf((byte)'~')] = 0xFF;

        var lines = await Import.ReadAsync(bytes, format);

        Assert.Equal([null, "b"], lines.Select(line => line.Input?.Key));
        Assert.Equal(new FieldFault("", "must be valid UTF-8"), lines[0].TheFault());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task An_element_of_the_wrong_type_costs_that_element_alone(int piece)
    {
        const string body =
            "\uFEFF [ {\"key\":\"a,]}\\\"\"} , 7,null,[1,[2]],\"x\", {\"key\":7},\n{\"key\":\"b\"}\n]\n";

        var lines = await Import.ArrayAsync(body, piece);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], lines.Select(line => line.Number));
        Assert.Equal(["a,]}\"", null, null, null, null, null, "b"], lines.Select(line => line.Input?.Key));
        Assert.All(lines[1..5], line => Assert.Equal(new FieldFault("", "must be an object"), line.TheFault()));
    }

    [Fact]
    public async Task An_element_over_64_KiB_costs_that_element_alone()
    {
        var big = new string('x', 100_000);

        var lines = await Import.ArrayAsync($$"""[{"key":"a"},{"key":"{{big}}"},{"key":"b"}]""");

        Assert.Equal(["a", null, "b"], lines.Select(line => line.Input?.Key));
    }

    [Theory]
    [InlineData("[]", 0, null)]
    [InlineData(" [ ] ", 0, null)]
    [InlineData("", 1, "must be an array, at line 1, byte 1")]
    [InlineData("{\"key\":\"a\"}", 1, "must be an array, at line 1, byte 1")]
    [InlineData("[,]", 1, "is not JSON at line 1, byte 2")]
    [InlineData("[{\"key\":\"a\"},]", 2, "is not JSON at line 1, byte 14")]
    [InlineData("[{\"key\":\"a\"}", 1, "ends within the array, at line 1, byte 13")]
    [InlineData("[{\"key\":\"a\"}\n {\"key\":\"b\"}]", 1, "is not JSON at line 2, byte 2")]
    [InlineData("[{\"key\":\"a\"},\n{\"key\":\n?}, {\"key\":\"b\"}]", 2, "is not JSON at line 3, byte 1")]
    [InlineData("[{\"key\":\"a\"}},{\"key\":\"b\"}]", 1, "is not JSON at line 1, byte 13")]
    [InlineData("[{\"key\":\"a\"}]]", 2, "has more after the array, at line 1, byte 14")]
    [InlineData("[{\"key\":\"a", 1, "ends within the array, at line 1, byte 11")]
    public async Task A_syntax_error_ends_the_array_and_says_where(string body, int records, string? reason)
    {
        foreach (var piece in new[] { 1, int.MaxValue })
        {
            var lines = await Import.ArrayAsync(body, piece);

            Assert.Equal(records, lines.Count);
            if (reason is not null)
                Assert.Equal($"{reason}; nothing after it was read", lines[^1].TheFault().Reason);
            Assert.All(lines.SkipLast(1), line => Assert.NotNull(line.Input));
        }
    }

    [Fact]
    public async Task No_fault_tells_the_badge_code()
    {
        const string code = "y12abcdefghijklmnopqrsTUV";
        string[] bodies =
        [
            $$"""{"code":"{{code}}"}""",
            $$"""{"key":"a","code":"{{code}}\u0007"}""",
            $$"""{"key":"a","code":"{{code}}" "x"}""",
            $$"""{"key":"a","code":{{code}}}""",
            $$"""{"key":"a","code":["{{code}}"]}""",
        ];

        var lines = await Import.LinesAsync(string.Join('\n', bodies));

        Assert.Equal(bodies.Length, lines.Count);
        Assert.All(lines, line => Assert.NotEmpty(line.Faults));
        Assert.DoesNotContain("y12", string.Concat(lines.SelectMany(line => line.Faults)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_made_of_faults_is_answered_with_no_more_than_a_hundred()
    {
        var fields = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"f{i}\":1"));

        Assert.Equal(100, Assert.Single(await Import.LinesAsync($"{{{fields}}}")).Faults.Count);
    }

    [Fact]
    public async Task Any_bytes_are_read_to_the_end_and_the_same_however_they_are_cut()
    {
        var bytes = Gen.OneOf(Gen.Byte.Array[0, 200], Scraps.Select(Encoding.UTF8.GetBytes));

        await bytes.Select(Gen.Int[1, 9], Gen.Bool).SampleAsync(async (body, piece, isArray) =>
        {
            var format = isArray ? ImportFormat.Array : ImportFormat.Lines;
            var whole = await Import.ReadAsync(body, format);
            var cut = await Import.ReadAsync(body, format, piece);
            return whole.Select(Told).SequenceEqual(cut.Select(Told));
        });
    }

    [Fact]
    public async Task An_array_is_taken_as_whole_only_if_it_is_JSON()
    {
        await Scraps.Select(scraps => $"[{scraps}]").SampleAsync(async body =>
        {
            var lines = await Import.ArrayAsync(body);
            var ended = lines.SelectMany(line => line.Faults)
                .Any(fault => fault.Reason.EndsWith("nothing after it was read", StringComparison.Ordinal));
            return IsJson(body) == !ended;
        });
    }

    [Fact]
    public async Task An_array_that_JSON_knows_is_read_to_its_last_element()
    {
        var key = Gen.String[Gen.Char["ab\"\\[]{},:é\n "], 1, 12].Select(text => $"k{text}k");

        await key.Array[0, 8].Select(Gen.Int[1, 9]).SampleAsync(async (keys, piece) =>
        {
            var body = $"[{string.Join(',', keys.Select(k => Import.Json(new RegistrantInput { Key = k })))}]";
            var lines = await Import.ArrayAsync(body, piece);
            return lines.Select(line => line.Input?.Key).SequenceEqual(keys.Select(k => k.Contains('\n') ? null : k));
        });
    }

    private static Gen<string> Scraps => Gen.OneOf(
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ",
        "\"key\"", "\"a\"", "{\"key\":\"a\"}", "null", "1", "é", "\uFEFF")
        .Array[0, 30].Select(string.Concat);

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Told(ImportLine line) => $"{line.Number} {line.Input?.Key} {string.Join('|', line.Faults)}";
}
