using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>How badges are laid on pages.</summary>
/// <param name="StartAt">The place of the first page at which to begin, from 1: a sheet may be partly used.</param>
/// <param name="CropMarks">Short lines at the edge of the page where it is to be cut.</param>
public sealed record BadgeSheet(BadgeLayout Layout, int StartAt = 1, bool CropMarks = false);

/// <summary>Draws badges into a PDF or a picture.</summary>
public static class BadgeDocument
{
    private const float PointsPerMillimetre = 72 / 25.4f;
    private const float MarkLength = 3;

    /// <summary>Writes a PDF page by page; no more than one page and the fonts are held in memory.</summary>
    public static async Task WriteAsync(
        Stream output, IAsyncEnumerable<Badge> badges, BadgeSheet sheet, CancellationToken cancellation)
    {
        var layout = sheet.Layout;
        var metadata = new SKDocumentPdfMetadata { Title = "Badges", Creator = "Lanyard", Producer = "Lanyard" };
        await using var buffer = new PageBuffer(output);
        using var stream = new SKManagedWStream(buffer);
        using var document = SKDocument.CreatePdf(stream, metadata);
        SKCanvas? canvas = null;
        var place = sheet.StartAt - 1;
        await foreach (var badge in badges.WithCancellation(cancellation))
        {
            canvas ??= Begin(document, sheet);
            DrawAt(canvas, layout, place, badge);
            place = (place + 1) % layout.Count;
            if (place != 0)
                continue;
            document.EndPage();
            canvas = null;
            await buffer.SendAsync(cancellation);
        }
        if (canvas is not null)
            document.EndPage();
        document.Close();
        await buffer.SendAsync(cancellation);
    }

    /// <summary>The first page as a PNG; badges that do not fit on it are left out.</summary>
    /// <param name="pixelsPerMillimetre">4 is about 100 dots an inch.</param>
    public static byte[] Picture(IEnumerable<Badge> badges, BadgeSheet sheet, float pixelsPerMillimetre)
    {
        var layout = sheet.Layout;
        using var bitmap = new SKBitmap(
            (int)Math.Round(layout.PageWidth * pixelsPerMillimetre), (int)Math.Round(layout.PageHeight * pixelsPerMillimetre));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(pixelsPerMillimetre);
            DrawMarks(canvas, sheet);
            var place = sheet.StartAt - 1;
            foreach (var badge in badges.Take(layout.Count - place))
                DrawAt(canvas, layout, place++, badge);
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static SKCanvas Begin(SKDocument document, BadgeSheet sheet)
    {
        var canvas = document.BeginPage(
            (float)sheet.Layout.PageWidth * PointsPerMillimetre, (float)sheet.Layout.PageHeight * PointsPerMillimetre);
        canvas.Scale(PointsPerMillimetre);
        DrawMarks(canvas, sheet);
        return canvas;
    }

    private static void DrawAt(SKCanvas canvas, BadgeLayout layout, int place, Badge badge)
    {
        var (x, y) = layout.CornerOf(place);
        var box = SKRect.Create((float)x, (float)y, (float)layout.Width, (float)layout.Height);
        BadgeFace.Draw(canvas, box, badge);
        if (!layout.IsFolded)
            return;
        canvas.Save();
        canvas.RotateDegrees(180, box.MidX, box.Top);
        BadgeFace.Draw(canvas, box, badge);
        canvas.Restore();
    }

    private static void DrawMarks(SKCanvas canvas, BadgeSheet sheet)
    {
        if (!sheet.CropMarks)
            return;
        var layout = sheet.Layout;
        var (width, height) = ((float)layout.PageWidth, (float)layout.PageHeight);
        using var paint = new SKPaint { Color = SKColors.Gray, StrokeWidth = 0.1f, IsStroke = true };
        for (var place = 0; place < layout.Count; place++)
        {
            var (left, top) = layout.CornerOf(place);
            foreach (var x in (float[])[(float)left, (float)(left + layout.Width)])
            {
                canvas.DrawLine(x, 0, x, MarkLength, paint);
                canvas.DrawLine(x, height - MarkLength, x, height, paint);
            }
            foreach (var y in (float[])[(float)top, (float)(top + layout.Height)])
            {
                canvas.DrawLine(0, y, MarkLength, y, paint);
                canvas.DrawLine(width - MarkLength, y, width, y, paint);
            }
        }
    }
}
