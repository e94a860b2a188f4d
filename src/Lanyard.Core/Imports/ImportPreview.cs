using System.Text.Json;
using Lanyard.Core.Tables;

namespace Lanyard.Core.Imports;

/// <summary>The first rows of a file, kept with the import so that every process can show them.</summary>
internal static class ImportPreview
{
    private const int Rows = 10;
    private const int LongestCell = 200;
    private const string Hidden = "•••••";

    /// <summary>The rows as they are kept. What looks like badge codes is not among them.</summary>
    public static byte[] Store(IEnumerable<TableRow> rows, ImportMapping guess, Keys keys)
    {
        IReadOnlyList<TableRow> first = [.. rows.Take(Rows).Select(r => Hide(r, guess))];
        return keys.Protect(JsonSerializer.Serialize(first, ImportJson.Default.IReadOnlyListTableRow));
    }

    /// <summary>The rows, without the badge codes of the mapping that counts now.</summary>
    public static IReadOnlyList<TableRow> Read(byte[] stored, ImportMapping mapping, Keys keys) =>
        [.. JsonSerializer.Deserialize(keys.Unprotect(stored), ImportJson.Default.IReadOnlyListTableRow)!.Select(r => Hide(r, mapping))];

    public static TableRow Hide(TableRow row, ImportMapping mapping, int longest = LongestCell) => row with
    {
        Cells = [.. row.Cells.Select((c, i) => c.Length > 0 && mapping.Columns[i] == ImportFields.Code ? Hidden
            : c.Length > longest ? $"{c.AsSpan(0, longest)}…" : c)],
    };
}
