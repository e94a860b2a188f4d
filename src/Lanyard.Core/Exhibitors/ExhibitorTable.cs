using System.Collections.Frozen;
using Lanyard.Core.Imports;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;

namespace Lanyard.Core.Exhibitors;

/// <summary>A list of exhibitors as a file holds it.</summary>
/// <param name="Columns">What each column was taken for (<c>key</c>, <c>name</c>, <c>hall</c>, <c>stand</c>, <c>email</c>); null where it was not.</param>
public sealed record ExhibitorTable(
    string Description, IReadOnlyList<(string Name, string? Field)> Columns, IReadOnlyList<ExhibitorLine> Lines)
{
    private static readonly FrozenDictionary<string, string> Names = new (string Field, string Names)[]
    {
        ("key", "key|id|exhibitor id|exhibitor key|exhibitor number|number|no|ausstellernummer|aussteller-id|kundennummer|nummer|nr|"
            + "numéro|numéro d'exposant|identifiant|exposantnummer|klantnummer|número|número de expositor|identificador"),
        ("name", "name|exhibitor|exhibitor name|company|company name|organisation|organization|aussteller|ausstellername|firma|"
            + "firmenname|unternehmen|exposant|nom|société|entreprise|raison sociale|naam|bedrijf|bedrijfsnaam|exposantnaam|expositor|"
            + "nombre|empresa|compañía"),
        ("hall", "hall|halle|messehalle|pavillon|pavilion|hal|zaal|salle|pabellón|sala|nave"),
        ("stand", "stand|booth|stand number|booth number|standnummer|stand nr|stand no|messestand|numéro de stand|emplacement|"
            + "standplaats|número de stand|caseta"),
        ("email", "email|e-mail|e-mail address|email address|mail|e-mail-adresse|emailadresse|adresse e-mail|courriel|e-mailadres|"
            + "correo|correo electrónico|contact email|manager e-mail"),
    }.SelectMany(f => f.Names.Split('|').Select(n => (Name: Words.Fold(n), f.Field))).DistinctBy(n => n.Name)
        .ToFrozenDictionary(n => n.Name, n => n.Field, StringComparer.Ordinal);

    /// <exception cref="TableException">The file is no table, or has no column with the names.</exception>
    public static async Task<ExhibitorTable> ReadAsync(string path, CancellationToken cancellation)
    {
        var file = await TableFile.OpenAsync(path, cancellation);
        var fields = new string?[file.Columns.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var column = file.Columns[i];
            if (TextRules.FaultOrNull(column, int.MaxValue) is null && Names.GetValueOrDefault(Words.Fold(column)) is { } field
                && !fields.Contains(field))
                fields[i] = field;
        }
        if (!fields.Contains("name"))
            throw new TableException("No column holds the names of the exhibitors. Call it Name or Company.");
        var lines = new List<ExhibitorLine>();
        await foreach (var row in file.ReadAsync(cancellation))
        {
            if (lines.Count == ExhibitorLines.Most)
                throw new TableException($"The file has more than {ExhibitorLines.Most} exhibitors. Divide it into several.");
            lines.Add(Line(row, fields));
        }
        return new(file.Description, [.. file.Columns.Zip(fields)], lines);
    }

    private static ExhibitorLine Line(TableRow row, string?[] fields)
    {
        var faults = new List<FieldFault>();
        if (row.Fault is not null)
            faults.Add(new("", row.Fault));
        string? Of(string field)
        {
            if (Array.IndexOf(fields, field) is var index && index < 0)
                return null;
            var text = CellText.Read(row.Cells[index], out var fault);
            if (fault is not null)
                faults.Add(new(field, fault));
            return text is null ? "" : CellText.OneLine(text);
        }
        var name = Of("name");
        var key = Of("key");
        var input = new ExhibitorInput(
            string.IsNullOrWhiteSpace(key) ? ExhibitorAdministration.KeyOf(name) : key, name, Of("hall"), Of("stand"), Of("email"));
        return faults.Count == 0 ? new(row.Number, input, []) : new(row.Number, null, faults);
    }
}
