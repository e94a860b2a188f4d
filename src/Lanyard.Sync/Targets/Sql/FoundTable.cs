namespace Lanyard.Sync.Targets.Sql;

/// <summary>What a type of the database can hold.</summary>
internal enum TypeFamily
{
    Text,

    /// <summary>Whole numbers below 2^53 at least.</summary>
    Whole,
    Time,
    Json,
    Other,
}

/// <summary>A column that is there.</summary>
/// <param name="Type">By its name in the database.</param>
/// <param name="Length">The most characters that it takes; null without a limit.</param>
/// <param name="IsFilled">The database fills it when nothing is given.</param>
internal sealed record FoundColumn(
    string Name, string Type, TypeFamily Family, int? Length, bool IsNullable, bool IsFilled);

/// <summary>What is there of the table and what may be done with it.</summary>
/// <param name="Schema">Where the table is, or would be made; null when there is no such schema.</param>
/// <param name="Columns">Empty when there is no such table.</param>
/// <param name="IsKeyUnique">The column of the key has an index that forbids a second row of the same lead.</param>
/// <param name="HasPositions">The table of positions is there too.</param>
/// <param name="MayCreate">Tables may be made in the schema.</param>
/// <param name="MayAlter">Columns may be added to the table.</param>
/// <param name="Refused">Rights that are lacking on the tables that are there, as one would grant them.</param>
internal sealed record FoundTable(
    string? Schema,
    IReadOnlyList<FoundColumn> Columns,
    bool IsKeyUnique,
    bool HasPositions,
    bool MayCreate,
    bool MayAlter,
    IReadOnlyList<string> Refused)
{
    public const string Positions = "lanyard_position";

    public bool Exists => Columns.Count > 0;

    /// <summary>Rows can be written to it as it is.</summary>
    public bool IsComplete(LeadTable table) => HasPositions && table.Columns.All(c => Find(c) is not null);

    /// <summary>Whether large and small letters make two names.</summary>
    public StringComparison Names { get; init; } = StringComparison.Ordinal;

    public FoundColumn? Find(Column column) => Columns.FirstOrDefault(c => c.Name.Equals(column.Name, Names));
}

/// <summary>What the user of the connection may do with a table.</summary>
internal sealed record TableRights(bool IsOwner, bool MaySelect, bool MayInsert, bool MayUpdate)
{
    /// <summary>Those that are missing, as they are granted; none of a table that is not there.</summary>
    public static IEnumerable<string> Lacking(TableRights? rights, string full)
    {
        if (rights is { MaySelect: false })
            yield return $"SELECT on {full}";
        if (rights is { MayInsert: false })
            yield return $"INSERT on {full}";
        if (rights is { MayUpdate: false })
            yield return $"UPDATE on {full}";
    }
}
