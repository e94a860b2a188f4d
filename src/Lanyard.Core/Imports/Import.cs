using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Core.Tables;

namespace Lanyard.Core.Imports;

/// <summary>Where an import of a file stands.</summary>
public enum ImportState
{
    /// <summary>The file is here and its columns are guessed.</summary>
    Uploaded,

    /// <summary>The whole file is being looked through; nothing is written.</summary>
    Checking,

    /// <summary>Every row was looked through; the faults are known.</summary>
    Checked,

    /// <summary>Registrants are being written.</summary>
    Running,

    /// <summary>Every row without a fault is in.</summary>
    Done,

    /// <summary>It could not be done; the message says why.</summary>
    Failed,

    /// <summary>It was called off; rows that were in by then stay in.</summary>
    Cancelled,
}

/// <summary>A file of registrants on its way into an event.</summary>
public sealed class Import
{
    public required long EventId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>What the file was called; it is kept under a name of Lanyard's own.</summary>
    public required string FileName { get; init; }

    /// <summary>Length of the file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>What the file was taken for, as in "CSV, UTF-8, commas between".</summary>
    public required string Format { get; init; }

    /// <summary>The names of the columns, a JSON array (see <see cref="ImportJson"/>).</summary>
    public required string Columns { get; init; }

    /// <summary>What each column is taken for: an <see cref="ImportMapping"/> as JSON.</summary>
    public required string Mapping { get; set; }

    /// <summary>The first rows, encrypted as badge codes are; null once the file is gone. See <see cref="ImportPreview"/>.</summary>
    public byte[]? Preview { get; set; }

    public ImportState State { get; set; }

    /// <summary>Rows below the column names that were looked through, this time.</summary>
    public long Rows { get; set; }

    /// <summary>How many rows are done of the check or the run at hand.</summary>
    public long Progress { get; set; }

    /// <summary>The last row that is written: where a run goes on after a restart.</summary>
    public long WrittenRow { get; set; }

    public long Created { get; set; }
    public long Updated { get; set; }
    public long Unchanged { get; set; }

    /// <summary>How many rows have a fault.</summary>
    public long Failed { get; set; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Message { get; set; }

    /// <summary>Who brought the file.</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether the file is still kept: it goes when all is in, or after a day.</summary>
    public bool HasFile { get; set; } = true;

    /// <summary>The process that is at it; null when none is.</summary>
    public long? Worker { get; set; }

    /// <summary>Until when the worker has it, unless it says again that it lives.</summary>
    public DateTimeOffset? WorkerUntil { get; set; }

    public IReadOnlyList<string> ColumnNames() => ImportJson.ReadColumns(Columns);

    public ImportMapping ColumnMapping() => ImportJson.ReadMapping(Mapping);
}

/// <summary>What is wrong with a row of a file. Never holds a value of it.</summary>
public sealed class ImportFault
{
    public required long EventId { get; init; }
    public required long ImportId { get; init; }

    /// <summary>Orders the faults of an import.</summary>
    public required int Number { get; init; }

    /// <summary>The row as a spreadsheet counts it.</summary>
    public required long Row { get; init; }

    /// <summary>The column from 0; null where no single one is at fault.</summary>
    public int? Column { get; init; }

    /// <summary>A phrase that reads on after the column's name.</summary>
    public required string Reason { get; init; }
}

/// <summary>A value that stands for what the file has in one cell.</summary>
public sealed class ImportCorrection
{
    public required long EventId { get; init; }
    public required long ImportId { get; init; }
    public required long Row { get; init; }
    public required int Column { get; init; }

    /// <summary>The value, encrypted as badge codes are: it may be one.</summary>
    public required byte[] Value { get; set; }
}

/// <summary>What the columns of a file are taken for.</summary>
/// <param name="Columns">A field for each column, as in <c>contact.email</c>; null for a column that is left out.</param>
public sealed record ImportMapping(IReadOnlyList<string?> Columns);

[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ImportMapping))]
[JsonSerializable(typeof(IReadOnlyList<TableRow>))]
internal sealed partial class ImportJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<string> columns) => JsonSerializer.Serialize(columns, Default.IReadOnlyListString);

    public static string Write(ImportMapping mapping) => JsonSerializer.Serialize(mapping, Default.ImportMapping);

    public static IReadOnlyList<string> ReadColumns(string json) => JsonSerializer.Deserialize(json, Default.IReadOnlyListString)!;

    public static ImportMapping ReadMapping(string json) => JsonSerializer.Deserialize(json, Default.ImportMapping)!;
}
