using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Files;

/// <summary>What kind of value a column has.</summary>
internal enum ColumnKind
{
    Text,
    Time,
    Revision,
}

/// <summary>A column of a table of leads.</summary>
/// <param name="Read">Null for what the lead does not have.</param>
internal sealed record LeadColumn(string Heading, ColumnKind Kind, Func<Connection, string?> Read);

/// <summary>
/// The columns of a table of leads: every field of the guide's record and one column a question, changed by the user.
/// </summary>
internal static class LeadColumns
{
    private static readonly string[] Defaults =
    [
        "id", "revision", "state", "time", "scanInfo", "source",
        "contact.title", "contact.firstName", "contact.firstInitials", "contact.lastNamePrefix", "contact.lastName",
        "contact.suffix", "contact.gender", "contact.company", "contact.department", "contact.jobFunction",
        "contact.email", "contact.phone1", "contact.phone2", "contact.fax", "contact.website",
        "contact.address.address", "contact.address.houseNumber", "contact.address.houseNumberSuffix",
        "contact.address.postalCode", "contact.address.city", "contact.address.state", "contact.address.country",
        "contact.vatNumber", "contact.cocNumber", "contact.pictureUrl", "notes", "notes.files",
    ];

    /// <param name="changes">
    /// A heading to its source, or to nothing to leave it out. It takes the place of the default columns of that
    /// source.
    /// </param>
    /// <exception cref="TargetFaultException">A source that there is not.</exception>
    public static IReadOnlyList<LeadColumn> Create(
        IEnumerable<KnownQuestion> questions, IReadOnlyDictionary<string, string?> changes)
    {
        var drafts = Defaults.Select(s => new Draft(Column(s, s), [s])).ToList();
        foreach (var question in questions)
            drafts.Add(Draft.Of(question, drafts));
        foreach (var (heading, source) in changes)
        {
            if (string.IsNullOrEmpty(source))
                drafts.RemoveAll(d => d.Column.Heading == heading);
            else if (Lead.IsSource(source))
                Change(drafts, Column(heading, source), source, changes);
            else
                throw new TargetFaultException(
                    $"The field {heading} is to be filled from {source}, which a lead does not have.");
        }
        return [.. drafts.Select(d => d.Column)];
    }

    private static void Change(
        List<Draft> drafts, LeadColumn column, string source, IReadOnlyDictionary<string, string?> changes)
    {
        var at = drafts.FindIndex(d => d.Column.Heading == column.Heading);
        if (at < 0)
            at = drafts.FindIndex(IsReplaced);
        var draft = new Draft(column, []);
        if (at < 0)
            drafts.Add(draft);
        else
            drafts[at] = draft;
        drafts.RemoveAll(IsReplaced);

        // One that the user names as well stays beside it.
        bool IsReplaced(Draft other) =>
            other.Sources.Contains(source, StringComparer.OrdinalIgnoreCase)
                && !changes.ContainsKey(other.Column.Heading);
    }

    private static LeadColumn Column(string heading, string source) => new(
        heading,
        source.ToUpperInvariant() switch
        {
            "TIME" => ColumnKind.Time,
            "REVISION" => ColumnKind.Revision,
            _ => ColumnKind.Text,
        },
        lead => Lead.Read(lead, source));

    /// <param name="Sources">By which the user may mean it.</param>
    private sealed record Draft(LeadColumn Column, string[] Sources)
    {
        public static Draft Of(KnownQuestion question, List<Draft> before)
        {
            var name = question.Name.Trim() is { Length: > 0 } trimmed ? trimmed : question.Id;
            var heading = name;
            for (var attempt = 1; before.Exists(IsCalled); attempt++)
                heading = attempt == 1 ? $"{name} ({question.Id})" : $"{name} ({question.Id}, {attempt})";
            return new(
                new(heading, ColumnKind.Text, lead => Answers(lead, question)),
                [$"question:{question.Id}", $"question:{question.Name}"]);

            bool IsCalled(Draft other) => other.Column.Heading.Equals(heading, StringComparison.OrdinalIgnoreCase);
        }

        private static string? Answers(Connection lead, KnownQuestion known)
        {
            string? answers = null;
            foreach (var question in (known.IsExhibitors ? lead.ExhibitorQuestions : lead.ProfileQuestions) ?? [])
            {
                if (question.Id == known.Id && Lead.Answers(question) is { Length: > 0 } text)
                    answers = answers is null ? text : $"{answers}; {text}";
            }
            return answers;
        }
    }
}
