using System.Security.Cryptography;
using System.Text;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;

namespace Lanyard.Core.Imports;

/// <summary>What is wrong with a row of a file.</summary>
/// <param name="Column">From 0; null where no single column is at fault.</param>
internal sealed record RowFault(long Row, int? Column, string Reason);

/// <summary>Makes registrants of rows, as the mapping says.</summary>
internal sealed class RowReader
{
    private readonly ImportMapping _mapping;
    private readonly Dictionary<string, AnswerReader> _answers;
    private readonly IReadOnlyDictionary<(long Row, int Column), string> _corrections;
    private readonly Keys _keys;
    private readonly bool _hasKey;

    public RowReader(
        ImportMapping mapping, IEnumerable<ProfileQuestion> questions,
        IReadOnlyDictionary<(long Row, int Column), string> corrections, Keys keys)
    {
        (_mapping, _corrections, _keys) = (mapping, corrections, keys);
        _answers = questions.ToDictionary(q => ImportFields.AnswerPrefix + q.Key, q => new AnswerReader(q), StringComparer.Ordinal);
        _hasKey = mapping.Columns.Contains(ImportFields.Key, StringComparer.Ordinal);
    }

    /// <summary>The column of a field as <see cref="FieldFault"/> names it; null where no column gives it.</summary>
    public int? ColumnOrNull(string field)
    {
        for (var i = 0; i < _mapping.Columns.Count; i++)
        {
            var mapped = _mapping.Columns[i];
            if (mapped == field || (mapped == ImportFields.FullName && field is "contact.firstName" or "contact.lastName"))
                return i;
        }
        return null;
    }

    /// <summary>The registrant, or what is wrong with the row.</summary>
    public (RegistrantInput? Input, IReadOnlyList<RowFault> Faults) Read(TableRow row)
    {
        var faults = new List<RowFault>();
        if (row.Fault is not null)
            return (null, [new(row.Number, null, row.Fault)]);
        var contact = new Contact();
        var answers = new List<ProfileAnswerInput>();
        var (key, code, name) = ((string?)null, (string?)null, (FullName?)null);
        var (consent, consentAt, version) = ((ConsentState?)null, (DateTimeOffset?)null, (string?)null);
        for (var i = 0; i < _mapping.Columns.Count; i++)
        {
            if (_mapping.Columns[i] is not { } field)
                continue;
            var cell = _corrections.TryGetValue((row.Number, i), out var corrected) ? corrected : row.Cells[i];
            var text = CellText.Read(cell, out var fault);
            if (text is not null && fault is null)
            {
                if (field == ImportFields.Key)
                    key = Exact(text, out fault);
                else if (field == ImportFields.Code)
                    code = SealedCode.TryOpen(text, _keys, out var opened, out fault) ? opened : Exact(text, out fault);
                else if (field == ImportFields.FullName)
                    name = FullName.Parse(CellText.OneLine(text));
                else if (field == ImportFields.Consent)
                    consent = ConsentReader.StateOrNull(text, out fault);
                else if (field == ImportFields.ConsentAt)
                    consentAt = ConsentReader.TimeOrNull(CellText.OneLine(text), out fault);
                else if (field == ImportFields.ConsentVersion)
                    version = CellText.OneLine(text);
                else if (_answers.TryGetValue(field, out var answer))
                    fault = answer.Read(text, answers);
                else
                    contact = ContactMembers.Of(field).With(contact, Value(field, CellText.OneLine(text), out fault));
            }
            if (fault is not null)
                faults.Add(new(row.Number, i, fault));
        }
        if (name is not null)
            contact = With(contact, name);
        key = _hasKey ? key : DerivedKey.Of(contact);
        if (key is null && !faults.Exists(f => f.Column is { } c && _mapping.Columns[c] == ImportFields.Key))
        {
            faults.Add(new(row.Number, ColumnOrNull(ImportFields.Key), _hasKey
                ? "is empty: every row needs a key"
                : "has neither e-mail nor name, by which to know the person again: fill one in, or name a column as the key"));
        }
        if (consent is null && (consentAt is not null || version is not null)
            && !faults.Exists(f => f.Column is { } c && _mapping.Columns[c] == ImportFields.Consent))
        {
            faults.Add(new(row.Number, ColumnOrNull(ImportFields.Consent), "is empty, and the row says when or to what was agreed: write yes or no"));
        }
        var input = new RegistrantInput
        {
            Key = key ?? "-",
            Code = code,
            Contact = contact,
            Answers = answers,
            Consent = consent is { } state ? new() { State = state, At = consentAt, Version = version } : null,
        };
        foreach (var found in RegistrantRules.Check(input, out input))
            faults.Add(new(row.Number, ColumnOrNull(found.Field), Told(found)));
        return (faults.Count == 0 ? input : null, faults);
    }

    private string Told(FieldFault fault) => ColumnOrNull(fault.Field) is null ? $"{fault.Field} {fault.Reason}" : fault.Reason;

    private static string? Exact(string text, out string? fault)
    {
        fault = CellText.IsRounded(text)
            ? "is a number that the spreadsheet has rounded: make the column a text column and save the file again"
            : null;
        return text;
    }

    private static string? Value(string field, string text, out string? fault)
    {
        fault = null;
        if (field == "contact.gender")
            return Words.GenderOrNull(text) ?? text;
        if (field != "contact.address.country")
            return text;
        var country = Words.CountryOrNull(text);
        fault = country is null ? "is not a country: write its name in English, German, French, Dutch or Spanish, or its code" : null;
        return country;
    }

    private static Contact With(Contact contact, FullName name) => contact with
    {
        Title = contact.Title ?? name.Title,
        FirstName = contact.FirstName ?? name.First,
        LastNamePrefix = contact.LastNamePrefix ?? name.Prefix,
        LastName = contact.LastName ?? name.Last,
    };
}

/// <summary>A key for rows of a file that has none, the same whenever the same person comes.</summary>
internal static class DerivedKey
{
    /// <summary>From the e-mail address, or the name and company where there is no address; null without either.</summary>
    public static string? Of(Contact contact) =>
        contact.Email is { } email ? Hash("email", email)
        : contact.LastName is null && contact.FirstName is null ? null
        : Hash("name", contact.FirstName, contact.LastNamePrefix, contact.LastName, contact.Company);

    private static string Hash(params string?[] parts)
    {
        var text = string.Join('\n', parts.Select(p => (p ?? "").Trim().ToLowerInvariant()));
        return "f-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
    }
}
