namespace Lanyard.Core.Registrants;

/// <summary>What holds for any text that is taken in.</summary>
internal static class TextRules
{
    /// <summary>The text without the space around it; null where nothing is left.</summary>
    public static string? Clean(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>Finds what is wrong with a text, or nothing.</summary>
    /// <param name="value">The text.</param>
    /// <param name="longest">The most UTF-16 units it may have.</param>
    /// <param name="lines">Whether it may have more than one line.</param>
    public static string? FaultOrNull(string value, int longest, bool lines = false)
    {
        if (value.Length > longest)
            return $"must be at most {longest} characters";
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t'))
                return "must not hold control characters";
            // U+FFFE and U+FFFF are no characters, and no XML file, hence no spreadsheet, can carry them.
            if (c >= '\uFFFE')
                return "must hold characters only";
            if (!char.IsSurrogate(c))
                continue;
            if (i + 1 == value.Length || !char.IsSurrogatePair(c, value[i + 1]))
                return "must not hold half a surrogate pair";
            i++;
        }
        return null;
    }
}
