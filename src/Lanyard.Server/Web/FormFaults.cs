namespace Lanyard.Server.Web;

/// <summary>What is wrong with a form, by the name of its field. Shown by <c>FaultSummary</c> and the fields.</summary>
public sealed class FormFaults
{
    private readonly List<(string Field, string Text)> _all = [];

    public bool Any => _all.Count > 0;

    public IReadOnlyList<(string Field, string Text)> All => _all;

    /// <summary>What is wrong with the field; null when nothing is.</summary>
    public string? this[string field] => _all.Find(f => f.Field == field).Text;

    /// <param name="field">Name of the field; empty for the form as a whole.</param>
    public void Add(string field, string text) => _all.Add((field, text));

    /// <summary>The text without spaces around it; a fault when there is none or it is too long.</summary>
    /// <param name="missing">What to say when it is missing.</param>
    public string Text(string field, string? value, string missing, int longest = 200)
    {
        var text = value?.Trim() ?? "";
        if (text.Length == 0 || text.Length > longest)
            Add(field, missing);
        return text;
    }
}
