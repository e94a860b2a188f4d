using Lanyard.Core;
using Lanyard.Core.Imports;
using Lanyard.Core.Tables;

namespace Lanyard.Server.Api.Organise;

/// <summary>A column of a file.</summary>
/// <param name="Field">What it is taken for; null when it is left out.</param>
internal sealed record ImportColumnView(string Name, string? Field);

/// <summary>A file of registrants and how far it is.</summary>
/// <param name="State">uploaded, checking, checked, running, done, failed or cancelled.</param>
/// <param name="Rows">Rows below the column names, known once the file was looked through.</param>
/// <param name="Failed">Rows with a fault; none of them is taken.</param>
/// <param name="HasFile">Whether the file is still kept, and can be checked, run and corrected.</param>
internal sealed record ImportView(
    string Id, string FileName, long Size, string Format, string State, long Rows, long Progress, long Created, long Updated,
    long Unchanged, long Failed, string? Message, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, bool HasFile)
{
    public static ImportView Of(Import i) => new(
        ShortId.Format(i.Id), i.FileName, i.Size, i.Format, i.State.ToString().ToLowerInvariant(), i.Rows, i.Progress, i.Created,
        i.Updated, i.Unchanged, i.Failed, i.Message, i.CreatedBy, i.CreatedAt, i.EndedAt, i.HasFile);
}

/// <summary>One row of the file. A mark stands in the place of a badge code.</summary>
internal sealed record ImportRowView(long Row, IReadOnlyList<string> Cells)
{
    public static ImportRowView Of(TableRow row) => new(row.Number, row.Cells);
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Column">From 0; null where no single column is at fault.</param>
internal sealed record ImportFaultView(int Number, long Row, int? Column, string? Name, string Reason);

/// <summary>An import with all that is needed to map its columns.</summary>
/// <param name="IsKeyDerived">No column is the key: it is made of the e-mail address, or of name and company.</param>
/// <param name="Preview">The first rows; null when the file is not kept any more.</param>
/// <param name="Faults">The first 100; the others are under faults.</param>
internal sealed record ImportDetailView(
    ImportView Import, IReadOnlyList<ImportColumnView> Columns, bool IsKeyDerived,
    IReadOnlyList<ImportRowView>? Preview, IReadOnlyList<ImportFaultView> Faults);

/// <summary>What the columns are taken for.</summary>
/// <param name="Columns">A field for each column: key, code, fullName, contact.firstName and the like, consent, consent.at,
/// consent.version, answers.KEY of a profile question; null for a column that is left out.</param>
internal sealed record ImportMappingBody(IReadOnlyList<string?>? Columns);

/// <summary>A value in the place of what the file has in one cell.</summary>
/// <param name="Value">Null: what the file has counts again.</param>
internal sealed record ImportCorrectionBody(long? Row, int? Column, string? Value);
