using System.Security.Cryptography;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Web;

/// <summary>
/// Stylesheet, scripts and pictures of pages, from within the program (<c>wwwroot/</c>). The address of each holds a
/// fingerprint, so that browsers keep it for good and yet never show an old one.
/// </summary>
internal static class PageAssets
{
    private const string Path = "/assets/";

    private static readonly Dictionary<string, Asset> Files = EmbeddedFile.Read("wwwroot/")
        .ToDictionary(f => f.Name, f => Asset.Of(f.Name, f.Content), StringComparer.Ordinal);
    private static readonly Dictionary<string, Asset> Fingerprinted = Files.Values.ToDictionary(a => a.Address[Path.Length..], StringComparer.Ordinal);

    /// <summary>The address of a file of <c>wwwroot/</c>, such as <c>lanyard.css</c>.</summary>
    public static string Url(string name) => Files[name].Address;

    public static void MapAssets(this WebApplication app) =>
        app.MapGet(Path + "{**name}", (HttpContext context, string name) => Send(context, name)).ExcludeFromDescription();

    private static IResult Send(HttpContext context, string name)
    {
        var isFingerprinted = Fingerprinted.TryGetValue(name, out var asset);
        return asset is null && !Files.TryGetValue(name, out asset)
            ? Results.NotFound()
            : asset.File.Send(context, isFingerprinted, asset.Tag);
    }

    private sealed record Asset(string Address, string Tag, EmbeddedFile File)
    {
        public static Asset Of(string name, byte[] plain)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(plain))[..12];
            var address = Path + System.IO.Path.ChangeExtension(name, hash + System.IO.Path.GetExtension(name));
            return new(address, $"\"{hash}\"", new(name, plain));
        }
    }
}
