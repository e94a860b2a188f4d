using System.Globalization;
using System.Text;
using QRCoder;

namespace Lanyard.Server.Web.Registration;

/// <summary>A QR code as one shape of an SVG picture, error correction H: it is read from a scratched screen.</summary>
/// <param name="Side">Modules a side, the quiet zone included.</param>
/// <param name="Path">The attribute <c>d</c>, a module a unit.</param>
internal sealed record QrPath(int Side, string Path)
{
    public static QrPath Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.H);
        var path = new StringBuilder();
        foreach (var (y, row) in data.ModuleMatrix.Index())
        {
            for (var x = 0; x < row.Count; x++)
            {
                var start = x;
                while (x < row.Count && row[x])
                    x++;
                if (x > start)
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1H{start}z");
            }
        }
        return new(data.ModuleMatrix.Count, path.ToString());
    }
}
