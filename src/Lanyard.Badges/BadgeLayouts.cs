namespace Lanyard.Badges;

/// <summary>The sizes in which badges are printed.</summary>
public static class BadgeLayouts
{
    private const double Inch = 25.4;

    public static IReadOnlyList<BadgeLayout> All { get; } =
    [
        new("a4-a6", "A4, cut into 4 badges of A6 (105 × 148.5 mm)", 210, 297, 105, 148.5, 2, 2, 0, 0, 105, 148.5),
        new("a4-90x54", "A4, 10 badges of 90 × 54 mm", 210, 297, 90, 54, 2, 5, 15, 13.5, 90, 54),
        new("a4-80x50", "A4 labels of 80 × 50 mm, 10 a sheet (Avery L4784 to L4787)",
            210, 297, 80, 50, 2, 5, 17.5, 13.5, 95, 55),
        new("letter-quarter", "Letter, cut into 4 badges of 4¼ × 5½ in",
            8.5 * Inch, 11 * Inch, 4.25 * Inch, 5.5 * Inch, 2, 2, 0, 0, 4.25 * Inch, 5.5 * Inch),
        new("letter-4x3", "Letter, 6 badges of 4 × 3 in (Avery 5392, 74459)",
            8.5 * Inch, 11 * Inch, 4 * Inch, 3 * Inch, 2, 3, 0.25 * Inch, 1 * Inch, 4 * Inch, 3 * Inch),
        new("letter-labels", "Letter labels of 3⅜ × 2⅓ in, 8 a sheet (Avery 5395)",
            8.5 * Inch, 11 * Inch, 3.375 * Inch, 7 / 3d * Inch, 2, 4, 0.6875 * Inch, 7 / 12d * Inch, 3.75 * Inch, 2.5 * Inch),
        new("a6", "A6, one badge a page (105 × 148 mm)", 105, 148, 105, 148),
        new("a5-fold", "A5, folded once into a badge of 148 × 105 mm", 148, 210, 148, 105) { IsFolded = true },
        new("card", "Card of 54 × 86 mm", 54, 86, 54, 86),
        new("roll-62x100", "Roll printer, 62 × 100 mm", 62, 100, 62, 100),
        new("roll-102x152", "Roll printer, 102 × 152 mm (4 × 6 in)", 4 * Inch, 6 * Inch, 4 * Inch, 6 * Inch),
    ];

    public static BadgeLayout? FindOrNull(string? id) => All.FirstOrDefault(l => l.Id == id);
}
