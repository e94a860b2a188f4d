using System.Text.RegularExpressions;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>A table as the user names it: <c>leads</c>, <c>sales.leads</c>, <c>"my.schema"."Leads 2026"</c>.</summary>
/// <param name="Schema">Null where the database decides.</param>
internal sealed partial record TableName(string? Schema, string Name)
{
    /// <exception cref="TargetFaultException">It is no name.</exception>
    public static TableName Parse(string text)
    {
        var match = Names().Match(text);
        if (!match.Success)
        {
            throw new TargetFaultException(
                $"{text} is not the name of a table. Write table, schema.table or \"my schema\".\"my table\".");
        }
        var parts = match.Groups["part"].Captures.Select(c => Plain(c.Value)).ToList();
        return parts is [var schema, var name] ? new(schema, name) : new(null, parts[0]);
    }

    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";

    private static string Plain(string part) =>
        part[0] == '"' ? part[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : part;

    [GeneratedRegex("""^(?<part>"([^"\0]|"")+"|[^".\0]+)(\.(?<part>"([^"\0]|"")+"|[^".\0]+))?\z""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}
