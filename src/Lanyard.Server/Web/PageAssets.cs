using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Lanyard.Server.Web;

/// <summary>
/// Stylesheet, scripts and pictures of pages, from within the program (<c>wwwroot/</c>). The address of each holds a
/// fingerprint, so that browsers keep it for good and yet never show an old one.
/// </summary>
internal static class PageAssets
{
    private const string Path = "/assets/";
    private const string ResourcePrefix = "wwwroot/";

    private static readonly Dictionary<string, Asset> Files = Load();
    private static readonly Dictionary<string, Asset> Fingerprinted = Files.Values.ToDictionary(a => a.Address[Path.Length..], StringComparer.Ordinal);

    /// <summary>The address of a file of <c>wwwroot/</c>, such as <c>lanyard.css</c>.</summary>
    public static string Url(string name) => Files[name].Address;

    public static void MapAssets(this WebApplication app) =>
        app.MapGet(Path + "{**name}", (HttpContext context, string name) => Send(context, name)).ExcludeFromDescription();

    private static IResult Send(HttpContext context, string name)
    {
        var isFingerprinted = Fingerprinted.TryGetValue(name, out var asset);
        if (asset is null && !Files.TryGetValue(name, out asset))
            return Results.NotFound();
        var headers = context.Response.Headers;
        headers.CacheControl = isFingerprinted ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        var compressed = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (compressed)
            headers.ContentEncoding = "br";
        return Results.Bytes(compressed ? asset.Compressed : asset.Plain, asset.Type, entityTag: new EntityTagHeaderValue(asset.Tag));
    }

    private static Dictionary<string, Asset> Load()
    {
        var assembly = typeof(PageAssets).Assembly;
        var files = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var plain = new MemoryStream();
            stream.CopyTo(plain);
            var name = resource[ResourcePrefix.Length..].Replace('\\', '/');
            files.Add(name, Asset.Of(name, plain.ToArray()));
        }
        return files;
    }

    private sealed record Asset(string Address, string Type, string Tag, byte[] Plain, byte[] Compressed)
    {
        public static Asset Of(string name, byte[] plain)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(plain))[..12];
            var extension = System.IO.Path.GetExtension(name);
            var type = extension switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => throw new InvalidOperationException($"wwwroot/{name} has no content type."),
            };
            using var compressed = new MemoryStream();
            using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
                brotli.Write(plain);
            return new(Path + System.IO.Path.ChangeExtension(name, hash + extension), type, $"\"{hash}\"", plain, compressed.ToArray());
        }
    }
}
