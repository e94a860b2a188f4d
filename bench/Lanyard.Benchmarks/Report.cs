using System.Globalization;
using System.Text;

namespace Lanyard.Benchmarks;

/// <summary>The tables, as Markdown that reads well on a terminal, and a plot of the ratios.</summary>
internal static class Report
{
    public static string Table(IEnumerable<Result> results)
    {
        var text = new StringBuilder();
        text.Append(Row("operation", "connections", "req/s", "p50 ms", "p99 ms", "beside", "its req/s", "ratio",
            "goal", "", "RSS MiB"));
        text.Append(Row("---", "--:", "--:", "--:", "--:", "---", "--:", "--:", "--:", "---", "--:"));
        foreach (var r in results)
        {
            text.Append(Row(r.Operation, Text($"{r.Size:N0}"), Text($"{r.Rate:N0}"), Text($"{r.P50:0.00}"),
                Text($"{r.P99:0.00}"), r.Beside,
                Text($"{r.BesideRate:N0}"), Text($"{r.Ratio:0.00}"), GoalText(r.Goal), Verdict(r.IsReached),
                    Text($"{r.Memory:0}")));
        }
        return text.ToString();
    }

    public static string Table(IEnumerable<Figure> figures)
    {
        var text = new StringBuilder();
        text.Append(Row("figure", "connections", "value", "unit", "goal", ""));
        text.Append(Row("---", "--:", "--:", "---", "--:", "---"));
        foreach (var f in figures)
        {
            var limit = f.Limit is { } l ? Text($"{(f.AtLeast ? "≥" : "≤")} {l:0.##}") : "";
            text.Append(Row(f.Name, Text($"{f.Size:N0}"), Text($"{f.Value:N2}"), f.Unit, limit, Verdict(f.IsReached)));
        }
        return text.ToString();
    }

    /// <summary>A bar for each operation and size, with a mark where its goal is.</summary>
    public static string Plot(IReadOnlyList<Result> results, string title)
    {
        const int Left = 190, Width = 460, Line = 16, Gap = 10, Top = 44;
        string[] colours = ["#2f6f9f", "#5b9bc8", "#9cc4e0", "#c9dfee"];
        var groups = results.GroupBy(r => r.Operation, StringComparer.Ordinal).ToList();
        var sizes = results.Select(r => r.Size).Distinct().ToList();
        var height = Top + results.Count * Line + groups.Count * Gap + 30;
        var largest = Math.Max(1.0, results.Max(r => r.Ratio));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 {height}\" font-family=\"sans-serif\" ")
            .Append("font-size=\"12\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>")
            .Append(CultureInfo.InvariantCulture,
                $"<text x=\"12\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{title}</text>");
        for (var i = 0; i < sizes.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect x=\"{Left + i * 150}\" y=\"27\" width=\"10\" height=\"10\" fill=\"{colours[i % 4]}\"/>")
                .Append(CultureInfo.InvariantCulture,
                    $"<text x=\"{Left + 14 + i * 150}\" y=\"36\">{sizes[i]:N0} connections</text>");
        }
        var y = Top;
        foreach (var group in groups)
        {
            var top = y += Gap;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"{y + 12}\">{group.Key}</text>");
            foreach (var r in group)
            {
                var width = Math.Min(r.Ratio, largest) / largest * Width;
                svg.Append(CultureInfo.InvariantCulture,
                    $"<rect x=\"{Left}\" y=\"{y + 1}\" width=\"{width:0.#}\" height=\"{Line - 3}\" ")
                    .Append(CultureInfo.InvariantCulture, $"fill=\"{colours[sizes.IndexOf(r.Size) % 4]}\"/>")
                    .Append(CultureInfo.InvariantCulture,
                        $"<text x=\"{Left + width + 5:0.#}\" y=\"{y + 12}\">{r.Ratio:0.00}</text>");
                y += Line;
            }
            if (group.First().Goal is { } goal)
            {
                var x = Left + goal.Ratio / largest * Width;
                svg.Append(CultureInfo.InvariantCulture,
                    $"<line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{top - 2}\" y2=\"{y}\" ")
                    .Append("stroke=\"#c0392b\" stroke-width=\"2\"/>");
            }
        }
        return svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Left}\" y=\"{y + 20}\" fill=\"#c0392b\">| goal</text></svg>").ToString();
    }

    private static string GoalText(Goal? goal) =>
        goal is null ? "" : Text($"{goal.Ratio:0.00}") + (goal.P99 is { } p99 ? Text($", p99 ≤ {p99:0}") : "");

    private static string Verdict(bool? reached) => reached switch { true => "reached", false => "missed", null => "" };

    private static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |{Environment.NewLine}";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
