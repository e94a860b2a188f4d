using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Lanyard.Server.Scan;

/// <summary>A file of the phone scanner.</summary>
internal sealed class ScanAsset(string type, byte[] plain)
{
    // At the first request: the decoder takes seconds.
    private readonly Lazy<byte[]> _compressed = new(() => Compress(plain));

    public string Type => type;

    public byte[] Plain => plain;

    public byte[] Compressed => _compressed.Value;

    private static byte[] Compress(byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            brotli.Write(plain);
        return compressed.ToArray();
    }
}

/// <summary>
/// The files of the phone scanner, from within the program (<c>wwwroot/scan/</c>). The app and the decoder have a version
/// each, made of what is in them and part of every address: no phone ever mixes two versions.
/// </summary>
internal sealed class ScanAssets
{
    private const string App = "scan/";
    private const string Decoder = "scan-decoder/";

    private readonly Dictionary<string, ScanAsset> _files = new(StringComparer.Ordinal);

    public ScanAssets()
    {
        var (app, decoder) = (Load(App), Load(Decoder));
        var (appVersion, decoderVersion) = (Version([.. app, .. decoder]), Version(decoder));
        foreach (var (name, content) in decoder)
            _files.Add($"{decoderVersion}/{name}", Make(name, content));
        var names = app.Where(f => f.Name is not ("index.html" or "sw.js")).Select(f => $"\"{f.Name}\"");
        foreach (var (name, content) in app)
        {
            // What stands at a fixed address says where the rest is.
            var made = name is not ("index.html" or "sw.js") ? content
                : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content)
                    .Replace("{version}", appVersion, StringComparison.Ordinal)
                    .Replace("{decoder}", decoderVersion, StringComparison.Ordinal)
                    .Replace("\"{files}\"", string.Join(", ", names), StringComparison.Ordinal));
            _files.Add(name is "index.html" or "sw.js" ? name : $"{appVersion}/{name}", Make(name, made));
        }
    }

    /// <param name="path">Version and name, such as <c>0123456789ab/app.js</c>; <c>index.html</c> and <c>sw.js</c> have none.</param>
    public ScanAsset? Find(string path) => _files.GetValueOrDefault(path);

    private static List<(string Name, byte[] Content)> Load(string prefix)
    {
        var assembly = typeof(ScanAssets).Assembly;
        var files = new List<(string, byte[])>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            files.Add((resource[prefix.Length..], content.ToArray()));
        }
        return files;
    }

    private static string Version(List<(string Name, byte[] Content)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static ScanAsset Make(string name, byte[] plain)
    {
        var type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".wasm" => "application/wasm",
            ".webmanifest" => "application/manifest+json",
            _ => throw new InvalidOperationException($"wwwroot/scan/{name} has no content type."),
        };
        return new(type, plain);
    }
}
