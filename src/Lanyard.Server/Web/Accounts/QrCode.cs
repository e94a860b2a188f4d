using System.Net;
using System.Text;
using QRCoder;

namespace Lanyard.Server.Web.Accounts;

/// <summary>A QR code as SVG.</summary>
internal static class QrCode
{
    private const int Quiet = 2;

    /// <param name="label">For who does not see it.</param>
    public static string Svg(string text, string label)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = data.ModuleMatrix;
        // The library puts four modules of white around.
        var (first, size) = (4 - Quiet, modules.Count - 2 * (4 - Quiet));
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (modules[y + first][x + first])
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return $"<svg viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\" shape-rendering=\"crispEdges\">"
            + $"<rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>";
    }
}
