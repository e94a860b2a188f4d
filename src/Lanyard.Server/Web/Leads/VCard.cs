using System.Text;
using Lead = Lanyard.Sync.Leads.Lead;

namespace Lanyard.Server.Web.Leads;

/// <summary>A lead as a card of an address book: vCard 3.0, which phones and mail programs read.</summary>
internal static class VCard
{
    // RFC 2426 2.6: without the line break.
    private const int LongestLine = 75;

    /// <param name="keys">Columns that were chosen; what was not is left out.</param>
    public static void Write(TextWriter target, ExportLead lead, IReadOnlySet<string> keys, IEnumerable<ExportColumn> columns)
    {
        Line(target, "BEGIN:VCARD");
        Line(target, "VERSION:3.0");
        Line(target, $"UID:{lead.Record.Id}");
        Line(target, $"N:{Of("lastName", "lastNamePrefix")};{Of("firstName")};;{Of("title")};{Of("suffix")}");
        var name = string.Join(' ', new[] { Of("firstName"), Of("lastNamePrefix"), Of("lastName") }.Where(p => p.Length > 0));
        Line(target, $"FN:{(name.Length > 0 ? name : Of("company") is { Length: > 0 } company ? company : lead.Record.Id)}");
        One("ORG:", Of("company"), Of("department"));
        One("TITLE:", Of("jobFunction"));
        One("EMAIL;TYPE=INTERNET:", Of("email"));
        One("TEL;TYPE=WORK:", Of("phone1"));
        One("TEL;TYPE=CELL:", Of("phone2"));
        One("TEL;TYPE=FAX:", Of("fax"));
        One("URL:", Of("website"));
        var street = string.Concat(Of("address.houseNumber"), Of("address.houseNumberSuffix"));
        if (new[] { "address", "city", "postalCode", "country" }.Any(part => Of("address." + part).Length > 0))
        {
            Line(target, $"ADR;TYPE=WORK:;;{(Of("address.address") + " " + street).Trim()};{Of("address.city")};{Of("address.state")};"
                + $"{Of("address.postalCode")};{Of("address.country")}");
        }
        One("NOTE:", Escape(string.Join('\n', columns.Where(IsNote).Select(c => (c.Heading, Text: c.Read(lead)))
            .Where(c => c.Text is not null).Select(c => $"{c.Heading}: {c.Text}"))));
        Line(target, "END:VCARD");

        void One(string property, params string[] values)
        {
            if (values.Any(v => v.Length > 0))
                Line(target, property + string.Join(';', values).TrimEnd(';'));
        }

        string Of(params string[] names) => string.Join(' ', names.Where(n => keys.Contains("contact." + n))
            .Select(n => Escape(Lead.Read(lead.Record, "contact." + n) ?? "")).Where(t => t.Length > 0));
    }

    private static bool IsNote(ExportColumn column) => !column.Key.StartsWith("contact.", StringComparison.Ordinal) && column.Key != "id";

    private static string Escape(string text) => new StringBuilder(text).Replace("\\", "\\\\").Replace("\r\n", "\\n").Replace("\n", "\\n")
        .Replace("\r", "\\n").Replace(",", "\\,").Replace(";", "\\;").ToString();

    /// <summary>Folds where a line is too long, never within a character.</summary>
    private static void Line(TextWriter target, string line)
    {
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > LongestLine)
            {
                target.Write("\r\n ");
                length = 1;
            }
            target.Write(rune.ToString());
            length += rune.Utf8SequenceLength;
        }
        target.Write("\r\n");
    }
}
