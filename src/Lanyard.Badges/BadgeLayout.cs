namespace Lanyard.Badges;

/// <summary>A page and where badges stand on it. All lengths in millimetres.</summary>
/// <param name="Id">The name by which it is asked for; stable.</param>
/// <param name="Name">What it is, in English, with the size of a badge.</param>
/// <param name="Left">From the left edge of the page to the first badge.</param>
/// <param name="Top">From the top edge of the page to the first badge.</param>
/// <param name="PitchX">From the left edge of a badge to that of the next one.</param>
/// <param name="PitchY">From the top edge of a badge to that of the next one.</param>
public sealed record BadgeLayout(
    string Id, string Name, double PageWidth, double PageHeight, double Width, double Height,
    int Columns = 1, int Rows = 1, double Left = 0, double Top = 0, double PitchX = 0, double PitchY = 0)
{
    /// <summary>The page is folded once above the badge: the badge stands on it twice, the upper one upside down.</summary>
    public bool IsFolded { get; init; }

    /// <summary>How many badges one page takes.</summary>
    public int Count => Columns * Rows;

    /// <summary>The left upper corner of the badge at a place of the page: from 0, row by row.</summary>
    public (double X, double Y) CornerOf(int place) => (
        Left + place % Columns * PitchX, Top + place / Columns * PitchY + (IsFolded ? Height : 0));
}
