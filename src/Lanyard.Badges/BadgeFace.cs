using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>Draws one badge into a rectangle; lengths in millimetres.</summary>
internal static class BadgeFace
{
    private const float SmallestText = 1.9f;
    private static readonly SKColor Quiet = new(0x44, 0x44, 0x44);

    /// <summary>The side of the QR code, its quiet zone included, on a badge of this size.</summary>
    public static float QrSide(float width, float height) => IsWide(width, height)
        ? Math.Min(height - 2 * Edge(width, height), width * 0.45f)
        : Math.Min(width - 2 * Edge(width, height), height * 0.48f);

    public static void Draw(SKCanvas canvas, SKRect box, Badge badge)
    {
        var edge = Edge(box.Width, box.Height);
        var margin = edge + Math.Min(box.Width, box.Height) * 0.03f;
        var side = QrSide(box.Width, box.Height);
        var qr = QrSymbol.Of(badge.Code, side);
        if (IsWide(box.Width, box.Height))
        {
            qr.Draw(canvas, box.Right - edge - side, box.MidY - side / 2, side);
            DrawText(canvas, new SKRect(box.Left + margin, box.Top + margin, box.Right - edge - side, box.Bottom - margin), badge, 0);
        }
        else
        {
            qr.Draw(canvas, box.MidX - side / 2, box.Bottom - edge - side, side);
            DrawText(canvas, new SKRect(box.Left + margin, box.Top + margin, box.Right - margin, box.Bottom - edge - side), badge, 0.5f);
        }
    }

    private static bool IsWide(float width, float height) => width > height * 1.15f;

    /// <summary>What printers and cutters may miss.</summary>
    private static float Edge(float width, float height) => Math.Clamp(Math.Min(width, height) * 0.03f, 1.5f, 4);

    /// <summary>Event above, category below; name, company and job function in the middle of what is left.</summary>
    private static void DrawText(SKCanvas canvas, SKRect box, Badge badge, float alignment)
    {
        using var dark = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var quiet = new SKPaint { Color = Quiet, IsAntialias = true };
        var (top, bottom) = (box.Top, box.Bottom);
        if (Fit(badge.Event, FontStack.Regular, box, 0.11f, 0.06f, 2) is { } above)
        {
            above.Draw(canvas, box.Left, top, box.Width, alignment, quiet);
            top += above.Height + box.Height * 0.02f;
        }
        if (Fit(badge.Category, FontStack.Bold, box, 0.12f, 0.09f, 1) is { } below)
        {
            bottom -= below.Height;
            below.Draw(canvas, box.Left, bottom, box.Width, alignment, dark);
            bottom -= box.Height * 0.02f;
        }
        var middle = bottom - top;
        var hasMore = badge.Company is not null || badge.JobFunction is not null;
        var nameBox = new SKSize(box.Width, middle * (hasMore ? 0.56f : 1));
        var name = TextBlock.Fit(badge.Name, FontStack.Bold, nameBox, middle * 0.3f, SmallestText, 3);
        var (large, small) = (Math.Clamp(name.Size * 0.7f, 3, 7), Math.Clamp(name.Size * 0.6f, 2.6f, 6));
        var company = Fit(badge.Company, FontStack.Bold, box, 0.22f, large / box.Height, 2);
        var job = Fit(badge.JobFunction, FontStack.Regular, box, 0.16f, small / box.Height, 2);
        var gap = Math.Min(box.Height * 0.02f, 1.5f);
        var y = top + Math.Max(0, (middle - name.Height - (company?.Height + gap ?? 0) - (job?.Height + gap ?? 0)) / 2);
        foreach (var (block, paint) in ((TextBlock?, SKPaint)[])[(name, dark), (company, dark), (job, quiet)])
        {
            if (block is null)
                continue;
            block.Draw(canvas, box.Left, y, box.Width, alignment, paint);
            y += block.Height + gap;
        }
    }

    /// <param name="height">The share of the box that the text may fill.</param>
    /// <param name="size">The largest font, as a share of the box's height.</param>
    private static TextBlock? Fit(string? text, FontStack fonts, SKRect box, float height, float size, int lines) =>
        string.IsNullOrWhiteSpace(text) ? null
        : TextBlock.Fit(text, fonts, new SKSize(box.Width, box.Height * height), box.Height * size, SmallestText, lines);
}
