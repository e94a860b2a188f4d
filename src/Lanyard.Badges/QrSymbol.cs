using System.Collections;
using QRCoder;
using QRCoder.Exceptions;
using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>A QR code with its quiet zone, drawn as one shape.</summary>
internal sealed class QrSymbol
{
    /// <summary>Millimetres; smaller ones are read less well than fewer corrections.</summary>
    private const double SmallestModule = 0.4;

    private readonly List<BitArray> _rows;

    private QrSymbol(List<BitArray> rows) => _rows = rows;

    /// <summary>Modules a side, the quiet zone of four on each side included.</summary>
    public int Modules => _rows.Count;

    /// <summary>
    /// The code with as much error correction as it can have at this size: H (30 %) unless a long text would make the modules
    /// too small.
    /// </summary>
    /// <param name="side">Millimetres, with the quiet zone.</param>
    public static QrSymbol Of(string text, double side)
    {
        QrSymbol? last = null;
        foreach (var level in (QRCodeGenerator.ECCLevel[])
            [QRCodeGenerator.ECCLevel.H, QRCodeGenerator.ECCLevel.Q, QRCodeGenerator.ECCLevel.M])
        {
            if (MakeOrNull(text, level) is not { } symbol)
                continue;
            last = symbol;
            if (side / symbol.Modules >= SmallestModule)
                return symbol;
        }
        return last ?? throw new ArgumentException("The text does not fit into a QR code.", nameof(text));
    }

    public void Draw(SKCanvas canvas, float x, float y, float side)
    {
        using var path = new SKPathBuilder();
        for (var row = 0; row < Modules; row++)
        {
            for (var column = 0; column < Modules; column++)
            {
                if (!_rows[row][column])
                    continue;
                var start = column;
                while (column + 1 < Modules && _rows[row][column + 1])
                    column++;
                path.AddRect(new SKRect(start, row, column + 1, row + 1));
            }
        }
        canvas.Save();
        canvas.Translate(x, y);
        canvas.Scale(side / Modules);
        using var white = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, Modules, Modules, white);
        using var black = new SKPaint { Color = SKColors.Black };
        using var shape = path.Detach();
        canvas.DrawPath(shape, black);
        canvas.Restore();
    }

    private static QrSymbol? MakeOrNull(string text, QRCodeGenerator.ECCLevel level)
    {
        try
        {
            var isAscii = System.Text.Ascii.IsValid(text);
            using var data = QRCodeGenerator.GenerateQrCode(text, level, forceUtf8: !isAscii);
            return new(data.ModuleMatrix);
        }
        catch (DataTooLongException)
        {
            return null;
        }
    }
}
