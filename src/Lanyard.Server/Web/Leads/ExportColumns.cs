using System.Globalization;
using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Server.Hosting;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Shared;
using Microsoft.Extensions.Localization;
using Lead = Lanyard.Sync.Leads.Lead;
using Record = Lanyard.Client.Connection;

namespace Lanyard.Server.Web.Leads;

/// <summary>A lead that goes into a file.</summary>
/// <param name="BaseAddress">Scheme and host of links.</param>
internal sealed record ExportLead(Record Record, ExhibitorAtEvent Exhibitor, string BaseAddress)
{
    /// <summary>The first scan by the clock of the show.</summary>
    public DateTime Time => Exhibitor.Event.At(Record.Time).DateTime;
}

/// <summary>A column that can be chosen.</summary>
/// <param name="Key">How it is remembered and sent, and its name in JSON.</param>
/// <param name="Read">Null for what the lead does not have.</param>
internal sealed record ExportColumn(string Key, string Heading, string Group, Func<ExportLead, string?> Read)
{
    public const string TimeKey = "time";
    public const string TimeFormat = "yyyy-MM-dd HH:mm:ss";
}

/// <summary>The columns of an export.</summary>
internal static class ExportColumns
{
    private static readonly string[] Contact =
    [
        "company", "title", "firstName", "firstInitials", "lastNamePrefix", "lastName", "suffix", "gender", "department", "jobFunction",
        "email", "phone1", "phone2", "fax", "website", "address.address", "address.houseNumber", "address.houseNumberSuffix",
        "address.postalCode", "address.city", "address.state", "address.country", "vatNumber", "cocNumber", "pictureUrl",
    ];

    public static IReadOnlyList<ExportColumn> All(IStringLocalizer<Texts> L, LeadQuestions questions) =>
    [
        new("show", L["Event"], L["Scan"], lead => lead.Exhibitor.Event.Name),
        new(ExportColumn.TimeKey, L["Date and time"], L["Scan"], lead => lead.Time.ToString(ExportColumn.TimeFormat, CultureInfo.InvariantCulture)),
        new("zone", L["Time zone"], L["Scan"], lead => lead.Exhibitor.Event.TimeZone),
        new("scanInfo", L["Scanned by"], L["Scan"], lead => lead.Record.ScanInfo),
        new("state", L["State"], L["Scan"], lead => LeadTexts.State(L, lead.Record.State)),
        new("id", L["Lead's id"], L["Scan"], lead => lead.Record.Id),
        .. Contact.Select(name => new ExportColumn("contact." + name, ContactTexts.Label(L, name), L["Contact"],
            lead => Lead.Read(lead.Record, "contact." + name))),
        .. questions.Own.Select(q => new ExportColumn("own:" + ShortId.Format(q.Id), q.Name, L["Answers to your questions"],
            lead => Answers(lead.Record.ExhibitorQuestions, q))),
        .. questions.Profile.Select(q => new ExportColumn("profile:" + ShortId.Format(q.Id), q.Name, L["Answers at registration"],
            lead => Answers(lead.Record.ProfileQuestions, q))),
        new("notes", L["Memos"], L["Notes"], lead => Lead.Read(lead.Record, "notes")),
        new("files", L["Links to photos and recordings"], L["Notes"], Files),
        new("link", L["Link to the lead"], L["Notes"], Link),
    ];

    public static string Link(ExportLead lead) =>
        $"{lead.BaseAddress}{PagePaths.Of(lead.Exhibitor.Key, "leads/" + lead.Record.Id)}";

    private static string? Files(ExportLead lead) => Text("\n", Lead.Files(lead.Record).Select(f => $"{Link(lead)}/files/{f.Note.Id}"));

    private static string? Answers(IReadOnlyList<Client.Question>? answered, QuestionName asked) => Text("; ",
        (answered ?? []).Where(q => q.Id == ShortId.Format(asked.Id) || q.Name == asked.Name).Select(Lead.Answers));

    private static string? Text(string separator, IEnumerable<string> parts) =>
        string.Join(separator, parts) is { Length: > 0 } text ? text : null;
}
