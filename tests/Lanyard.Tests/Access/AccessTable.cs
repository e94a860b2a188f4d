using System.Runtime.CompilerServices;

namespace Lanyard.Tests.Access;

/// <summary>One line of <c>access.txt</c>: what a route answers to each role.</summary>
/// <param name="Answers">In the order of the table's roles.</param>
public sealed record AccessRow(string Method, string Path, IReadOnlyList<string> Answers)
{
    public string Key => $"{Method} {Path}";
}

/// <summary>The answers that are expected of every route, by role, as they stand in <c>access.txt</c>.</summary>
public sealed record AccessTable(IReadOnlyList<string> Roles, IReadOnlyList<AccessRow> Rows)
{
    private const int Width = 9;

    public static AccessTable Own { get; } = Read(File.ReadAllLines(FilePath()));

    /// <summary>Lines that are empty or begin with <c>#</c> are for people; the first other one names the roles.</summary>
    public static AccessTable Read(IEnumerable<string> lines)
    {
        var cells = lines.Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var roles = cells[0][1..^1];
        var rows = cells.Skip(1).Select(line => line.Length == roles.Length + 2
            ? new AccessRow(line[0], line[^1], line[1..^1])
            : throw new FormatException($"A line has a method, {roles.Length} answers and a path, not: {string.Join(' ', line)}"));
        return new(roles, [.. rows]);
    }

    /// <summary>What is wrong between the table and the routes that the server has, in words.</summary>
    public List<string> Compare(IReadOnlyCollection<(string Method, string Path)> routes)
    {
        var (listed, present) = (Rows.Select(r => r.Key).ToList(), routes.Select(r => $"{r.Method} {r.Path}").ToHashSet(StringComparer.Ordinal));
        return
        [
            .. routes.Where(r => !listed.Contains($"{r.Method} {r.Path}", StringComparer.Ordinal)).Select(r =>
                $"A route has no line in access.txt. Decide what each role may get, and add:\n{Line(r.Method, Roles, r.Path)}\n"
                + Line(r.Method, Roles.Select(_ => "?"), r.Path)),
            .. listed.Where(key => !present.Contains(key)).Select(key => $"A line of access.txt has no route; take it out: {key}"),
            .. listed.GroupBy(key => key).Where(g => g.Count() > 1).Select(g => $"A route has two lines in access.txt: {g.Key}"),
        ];
    }

    /// <summary>Where a row is not what was answered, in words.</summary>
    /// <param name="answers">In the order of the roles.</param>
    public string? DifferenceOrNull(AccessRow row, IReadOnlyList<string> answers) =>
        row.Answers.SequenceEqual(answers) ? null
        : string.Join('\n', Roles.Zip(row.Answers, answers).Where(c => c.Second != c.Third)
            .Select(c => $"{row.Key} answers {c.Third} to {c.First}; access.txt says {c.Second}."))
            + $"\nThe line that says what is answered:\n{Line(row.Method, answers, row.Path)}";

    private static string Line(string method, IEnumerable<string> cells, string path) =>
        $"{method,-7}{string.Concat(cells.Select(c => c.PadRight(Width)))}{path}";

    private static string FilePath([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "access.txt");
}
