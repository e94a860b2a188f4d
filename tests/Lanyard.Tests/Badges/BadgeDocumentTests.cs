using System.Diagnostics;
using Lanyard.Badges;
using SkiaSharp;

namespace Lanyard.Tests.Badges;

public sealed class BadgeDocumentTests
{
    private const string Code = "k3jJ8sUq0ZpX7vYw2mNbC4dEfGhIjKlMnOpQrStUvWx";

    public static TheoryData<string> Layouts => [.. BadgeLayouts.All.Select(l => l.Id)];

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Every_badge_of_every_layout_reads_as_its_own_code(string id)
    {
        var layout = BadgeLayouts.FindOrNull(id)!;
        var codes = Enumerable.Range(0, layout.Count + 1).Select(i => Code[..^2] + $"{i:00}").ToList();
        var pdf = await WriteAsync(codes.ConvertAll(c => Of("Ana Müller", c)), new(layout, CropMarks: true));
        Assert.Equal(2, (await Rendered.PagesAsync(pdf, 20)).Length);
        var expected = layout.IsFolded ? codes.Concat(codes) : codes;
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await Rendered.CodesAsync(pdf)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_badge_lies_on_its_page_and_on_no_other_badge()
    {
        foreach (var layout in BadgeLayouts.All)
        {
            var boxes = Enumerable.Range(0, layout.Count).Select(layout.CornerOf)
                .Select(c => SKRect.Create((float)c.X, (float)c.Y, (float)layout.Width, (float)layout.Height)).ToList();
            var page = SKRect.Create(-0.01f, -0.01f, (float)layout.PageWidth + 0.02f, (float)layout.PageHeight + 0.02f);
            Assert.All(boxes, box => Assert.True(page.Contains(box), layout.Id));
            foreach (var (i, box) in boxes.Index())
            {
                box.Inflate(-0.01f, -0.01f);
                Assert.DoesNotContain(boxes.Where((_, j) => j != i), other => other.IntersectsWith(box));
            }
        }
    }

    [Fact]
    public async Task A_partly_used_sheet_is_begun_where_it_is_told()
    {
        var layout = BadgeLayouts.FindOrNull("a4-80x50")!;
        var pdf = await WriteAsync([Of("One", "code-1"), Of("Two", "code-2")], new(layout, StartAt: 10));
        var pages = await Rendered.PagesAsync(pdf, 150);
        Assert.Equal(2, pages.Length);
        Assert.Equal(["code-1"], await Rendered.ReadAsync(pages[0]));
        using var first = SKBitmap.Decode(pages[0]);
        using var place = new SKBitmap();
        // The last label of the sheet: the right one of the lowest row.
        Assert.True(first.ExtractSubset(place, new SKRectI(first.Width / 2, first.Height * 4 / 5, first.Width, first.Height)));
        Assert.Equal(["code-1"], await Rendered.ReadAsync(Rendered.Png(place)));
    }

    [Theory]
    [InlineData("Wolfeschlegelsteinhausenbergerdorff-Bartholomäus Maximilian Alexander von Hohenzollern")]
    [InlineData("Łukasz Ångström Ελένη Олександр Nguyễn")]
    public async Task A_name_is_there_whole_on_the_smallest_badge(string name)
    {
        var pdf = await WriteAsync([Of(name, Code)], new(BadgeLayouts.FindOrNull("card")!));
        var text = await Rendered.TextAsync(pdf);
        Assert.Equal(Letters(name), Letters(text.Split("Company")[0].Replace("Show", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_that_cannot_be_fitted_ends_in_an_ellipsis()
    {
        var pdf = await WriteAsync([Of(new string('W', 2000), Code)], new(BadgeLayouts.FindOrNull("card")!));
        Assert.Contains("W…", await Rendered.TextAsync(pdf), StringComparison.Ordinal);
        Assert.Equal([Code], await Rendered.CodesAsync(pdf));
    }

    [Theory]
    [InlineData("محمد عبد الله")]
    [InlineData("שירה לוי")]
    [InlineData("王小明")]
    [InlineData("Ana 🎉 👩‍🔬 Smith")]
    [InlineData("अनिल स्मिथ")]
    [InlineData("สมชาย")]
    [InlineData("\u200f\u200b")]
    public async Task A_badge_of_any_script_is_drawn_and_its_code_reads(string name)
    {
        var pdf = await WriteAsync([Of(name, Code)], new(BadgeLayouts.FindOrNull("a6")!));
        Assert.Equal([Code], await Rendered.CodesAsync(pdf));
    }

    [Fact]
    public void Right_to_left_text_is_joined_and_ordered_as_it_is_written()
    {
        // Levels: the Arabic words at 1, the Latin word and the number at 2, brackets with the line.
        var graphemes = TextLine.Graphemes("شر (North) 24");
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 2, 1, 1, 2, 2], TextDirection.LevelsOf(graphemes, isRightToLeft: true));
        var face = FontStack.Bold.FaceFor("م", null);
        var joined = face.Shape("محمد", isRightToLeft: true);
        var single = string.Concat("محمد".Select(c => face.Shape(c.ToString(), true).Glyphs[0] + " "));
        Assert.NotEqual(single, string.Concat(joined.Glyphs.Reverse().Select(g => g + " ")));
    }

    [Fact]
    public async Task A_code_of_the_longest_kind_reads()
    {
        var code = string.Concat(Enumerable.Range(0, 256).Select(i => $"{i:x2}"));
        var pdf = await WriteAsync([Of("Ana", code), Of("Ben", "Ünï-码-🎫"), Of("Cem", "12345678")], new(BadgeLayouts.FindOrNull("roll-62x100")!));
        Assert.Equal([code, "Ünï-码-🎫", "12345678"], await Rendered.CodesAsync(pdf, 400));
    }

    [Fact]
    public async Task Twenty_thousand_badges_are_written_in_bounded_memory_and_two_kilobytes_each()
    {
        const int count = 20_000;
        var layout = BadgeLayouts.FindOrNull("a4-90x54")!;
        await WriteAsync([Of("Ana", Code)], new(layout));
        var output = new CountingStream();
        var (before, peak) = (Memory(), 0L);
        var badges = Enumerable.Range(0, count).Select(i => Of($"Person {i}", Code[..^5] + $"{i:00000}"));
        await BadgeDocument.WriteAsync(output, Watched(badges, () => peak = Math.Max(peak, Memory())), new(layout), default);
        Assert.InRange(output.Length, count * 500L, count * 4000L);
        // A tenth of what the file has; other tests run in the same process.
        Assert.InRange(output.LongestWrite, 1, 4 << 20);
        TestContext.Current.SendDiagnosticMessage($"{output.Length / count} bytes a badge, {(peak - before) >> 20} MB more in use");
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }

    private static async IAsyncEnumerable<Badge> Watched(IEnumerable<Badge> badges, Action watch)
    {
        foreach (var (i, badge) in badges.Index())
        {
            if (i % 1000 == 0)
                watch();
            yield return badge;
        }
        await Task.CompletedTask;
    }

    private static string Letters(string text) =>
        string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsLetter));

    private static Badge Of(string name, string code) => new(name, "Company", "Job function", "Show", null, code);

    private static async Task<byte[]> WriteAsync(IReadOnlyList<Badge> badges, BadgeSheet sheet)
    {
        using var output = new MemoryStream();
        await BadgeDocument.WriteAsync(output, badges.ToAsyncEnumerable(), sheet, default);
        return output.ToArray();
    }

    private sealed class CountingStream : MemoryStream
    {
        private long _length;

        public override long Length => _length;

        public int LongestWrite { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            LongestWrite = Math.Max(LongestWrite, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
