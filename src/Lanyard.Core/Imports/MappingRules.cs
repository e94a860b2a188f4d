using Lanyard.Core.Events;

namespace Lanyard.Core.Imports;

/// <summary>What a mapping must be to be taken.</summary>
internal static class MappingRules
{
    /// <summary>What is wrong, one sentence each.</summary>
    public static IReadOnlyList<string> Check(ImportMapping mapping, IReadOnlyList<string> names, IEnumerable<ProfileQuestion> questions)
    {
        if (mapping.Columns is null || mapping.Columns.Count != names.Count)
            return [$"columns has one entry for each of the file's {names.Count} columns, null for one that is left out."];
        var known = ImportFields.All.Concat(questions.Select(q => ImportFields.AnswerPrefix + q.Key)).ToHashSet(StringComparer.Ordinal);
        var faults = new List<string>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (mapping.Columns[i] is not { } field)
                continue;
            if (!known.Contains(field))
                faults.Add($"Column {i} ({names[i]}) is mapped to a field that there is not.");
            else if (!seen.TryAdd(field, i))
                faults.Add($"Column {i} ({names[i]}) and column {seen[field]} ({names[seen[field]]}) are both mapped to {field}.");
        }
        if (!seen.ContainsKey(ImportFields.Consent)
            && (seen.ContainsKey(ImportFields.ConsentAt) || seen.ContainsKey(ImportFields.ConsentVersion)))
            faults.Add("A column for the date or version of consent needs one that says yes or no (consent).");
        if (seen.Count == 0)
            faults.Add("At least one column must be mapped.");
        return faults;
    }
}
