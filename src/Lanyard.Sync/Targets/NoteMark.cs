using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lanyard.Sync.Targets;

/// <summary>
/// The line that a note in a CRM bears so that it is found again: <c>Lead 364e2tkmeyp9t, note 1zbixfodg</c>. Most have
/// no key for notes, and what may have been created is looked for before it is created again.
/// </summary>
internal static partial class NoteMark
{
    public static string Line(string connection, string note) => $"Lead {connection}, note {note}";

    /// <summary>The key of the note in the target's state.</summary>
    public static string Key(string connection, string note) => $"note:{connection}:{note}";

    /// <summary>The key of the note that bears this text; null when it is none of ours.</summary>
    public static string? KeyIn(string? text)
    {
        // The last such line counts: the text above it may quote one.
        var mark = Mark().Matches(text ?? "").LastOrDefault();
        return mark is null ? null : Key(mark.Groups["lead"].Value, mark.Groups["note"].Value);
    }

    /// <summary>What the state keeps of a note: its id in the CRM, and the hash of its text.</summary>
    /// <param name="text">Null where how it reads in the CRM is not known.</param>
    public static string Link(string id, string? text) => $"{id} {(text is null ? "?" : Hash(text))}";

    /// <summary>The two parts of a <see cref="Link"/>; nulls where there is none.</summary>
    public static (string? Id, string? Hash) LinkOf(TargetState state, string key) =>
        state.RemoteId(key)?.Split(' ') is [var id, var hash] ? (id, hash) : (null, null);

    /// <summary>Tells whether a text has changed.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    [GeneratedRegex(@"Lead (?<lead>\w+), note (?<note>[^\s<]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
