namespace Lanyard.Sync.Targets.Sql;

/// <summary>Compares the table that is there with the one that is asked for.</summary>
internal static class TableCheck
{
    public static IEnumerable<Finding> Compare(LeadTable table, FoundTable found) =>
        found.Schema is null ? [Fault($"There is no schema {table.Name.Schema}. Create it, or name another in table.")]
        : [.. Tables(table, found), .. table.Columns.SelectMany(c => Of(c, found)), .. Others(table, found)];

    private static IEnumerable<Finding> Tables(LeadTable table, FoundTable found)
    {
        var create = $"CREATE on the schema {found.Schema}";
        if (!found.Exists)
            yield return Missing(found.MayCreate, $"The table {table.Name} is not there", create);
        else if (!found.IsKeyUnique && found.Find(table.Key) is not null)
        {
            yield return Fault(
                $"The column {table.Key.Name} of {table.Name} must be the primary key "
                + "or have a unique index of its own.");
        }
        if (!found.HasPositions)
            yield return Missing(found.MayCreate, $"The table {FoundTable.Positions} is not there", create);
        foreach (var right in found.Refused)
            yield return Fault($"The user lacks {right}. Grant it.");
    }

    private static IEnumerable<Finding> Of(Column column, FoundTable found)
    {
        if (!found.Exists)
            yield break;
        if (found.Find(column) is not { } there)
        {
            yield return Missing(
                found.MayAlter, $"The column {column.Name} is not there", "to be the owner of the table");
            yield break;
        }
        if (!Suits(column.Kind, there))
        {
            yield return column.Kind is ColumnKind.Text
                ? new(FindingKind.Warning,
                    $"The column {there.Name} is of the type {there.Type}: "
                    + $"leads whose {column.Source} does not fit are set aside.")
                : Fault($"The column {there.Name} is of the type {there.Type}, which cannot hold {column.Source}.");
        }
        else if (column.Kind is ColumnKind.Text && there.Length is { } length)
        {
            yield return new(FindingKind.Warning,
                $"The column {there.Name} takes {length} characters: "
                + $"leads with a longer {column.Source} are set aside.");
        }
        if (column.IsPersonal && !there.IsNullable)
        {
            yield return Fault(
                $"The column {there.Name} must allow null: a lead without {column.Source}, "
                + "or one that may not be seen any more, has none.");
        }
    }

    private static IEnumerable<Finding> Others(LeadTable table, FoundTable found) => found.Columns
        .Where(c => !c.IsNullable && !c.IsFilled && table.Columns.All(wanted => found.Find(wanted) != c))
        .Select(c => Fault($"The column {c.Name} must not be null and has no default, and no field fills it."));

    private static bool Suits(ColumnKind kind, FoundColumn there) => kind switch
    {
        ColumnKind.Key => there.Family is TypeFamily.Text,
        ColumnKind.Revision => there.Family is TypeFamily.Whole,
        ColumnKind.Time => there.Family is TypeFamily.Time or TypeFamily.Text && there.Length is null or >= 20,
        ColumnKind.Json => there.Family is TypeFamily.Json or TypeFamily.Text && there.Length is null,
        _ => there.Family is TypeFamily.Text,
    };

    private static Finding Missing(bool mayAdd, string what, string right) => mayAdd
        ? new(FindingKind.Warning, $"{what}; it will be made.")
        : Fault($"{what}, and the user may not make it: that needs the right {right}.");

    private static Finding Fault(string text) => new(FindingKind.Fault, text);
}
