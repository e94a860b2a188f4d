using System.Globalization;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Events;
using Lanyard.Core.Leads;
using Microsoft.Extensions.Primitives;

namespace Lanyard.Server.Web.Leads;

/// <summary>Which leads an address or a form asks for. What cannot be read is not asked.</summary>
public sealed class LeadQuery(Event show, Func<string, StringValues> values)
{
    /// <summary>The names of the fields, in the order of the form.</summary>
    public static readonly string[] Names = ["search", "state", "answer", "by", "from", "to", "new", "sort"];

    private const string LocalTime = "yyyy-MM-dd'T'HH:mm";

    public string? this[string name] => values(name).ToString() is { Length: > 0 } text ? text : null;

    public LeadOrder Order => this["sort"] switch
    {
        "changed" => LeadOrder.Changed,
        "name" => LeadOrder.Name,
        "company" => LeadOrder.Company,
        _ => LeadOrder.Newest,
    };

    public LeadFilter Filter => new(this["search"], State, Answer, this["by"], Moment("from"), Moment("to"), this["new"] == "true");

    public bool IsFiltered => Filter != new LeadFilter();

    /// <summary>The fields that ask for something, with what they ask.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Given =>
        Names.Where(n => this[n] is not null).Select(n => new KeyValuePair<string, string?>(n, this[n]));

    /// <summary>The ids of leads, as they are spelled, with commas between.</summary>
    public static IReadOnlyList<long> Ids(StringValues values) => values.SelectMany(v => (v ?? "").Split(','))
        .Select(text => ShortId.TryParse(text, out var id) ? id : 0).Where(id => id != 0).Distinct().ToList();

    private ConnectionState? State => this["state"] switch
    {
        "completed" => ConnectionState.Completed,
        "noAccess" => ConnectionState.NoAccess,
        "noLicense" => ConnectionState.NoLicense,
        _ => null,
    };

    private (long Question, long Option)? Answer =>
        this["answer"]?.Split('-') is [var question, var option] && ShortId.TryParse(question, out var asked)
            ? option == "0" ? (asked, 0) : ShortId.TryParse(option, out var chosen) ? (asked, chosen) : null
            : null;

    private DateTimeOffset? Moment(string name)
    {
        if (!DateTime.TryParseExact(this[name], LocalTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        var zone = show.Zone();
        return new(TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone));
    }
}
