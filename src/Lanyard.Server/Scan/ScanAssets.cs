using System.Security.Cryptography;
using System.Text;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Scan;

/// <summary>
/// The files of the phone scanner, from within the program (<c>wwwroot/scan/</c>). The app and the decoder have a version
/// each, made of what is in them and part of every address: no phone ever mixes two versions.
/// </summary>
internal sealed class ScanAssets
{
    private const string App = "scan/";
    private const string Decoder = "scan-decoder/";

    private readonly Dictionary<string, EmbeddedFile> _files = new(StringComparer.Ordinal);

    public ScanAssets()
    {
        var (app, decoder) = (EmbeddedFile.Read(App), EmbeddedFile.Read(Decoder));
        var (appVersion, decoderVersion) = (Version([.. app, .. decoder]), Version(decoder));
        foreach (var (name, content) in decoder)
            _files.Add($"{decoderVersion}/{name}", new(name, content));
        var names = app.Where(f => f.Name is not ("index.html" or "sw.js")).Select(f => $"\"{f.Name}\"");
        foreach (var (name, content) in app)
        {
            // What stands at a fixed address says where the rest is.
            var made = name is not ("index.html" or "sw.js") ? content
                : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content)
                    .Replace("{version}", appVersion, StringComparison.Ordinal)
                    .Replace("{decoder}", decoderVersion, StringComparison.Ordinal)
                    .Replace("\"{files}\"", string.Join(", ", names), StringComparison.Ordinal));
            _files.Add(name is "index.html" or "sw.js" ? name : $"{appVersion}/{name}", new(name, made));
        }
    }

    /// <param name="path">Version and name, such as <c>0123456789ab/app.js</c>; <c>index.html</c> and <c>sw.js</c> have none.</param>
    public EmbeddedFile? Find(string path) => _files.GetValueOrDefault(path);

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
}
