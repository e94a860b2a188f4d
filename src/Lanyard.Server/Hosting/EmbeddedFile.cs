using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace Lanyard.Server.Hosting;

/// <summary>A file for browsers from within the program: a stylesheet, a script, a picture.</summary>
internal sealed class EmbeddedFile
{
    // Of 11. The smallest form of the scanner's decoder is a tenth smaller, takes five seconds of a core instead of 45 ms, and all
    // who ask meanwhile hold a thread: at two cores the server stood still for them.
    private const int Quality = 6;

    private readonly byte[] _plain;
    private readonly Lazy<byte[]> _compressed;
    private readonly string _type;

    /// <param name="name">Its ending says what it is.</param>
    public EmbeddedFile(string name, byte[] plain)
    {
        _plain = plain;
        _compressed = new(Compress);
        _type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".wasm" => "application/wasm",
            ".webmanifest" => "application/manifest+json",
            _ => throw new InvalidOperationException($"{name} has no content type."),
        };
    }

    /// <summary>The names and contents of what the program holds under a prefix, in the order of their names.</summary>
    public static List<(string Name, byte[] Content)> Read(string prefix)
    {
        var assembly = typeof(EmbeddedFile).Assembly;
        var files = new List<(string, byte[])>();
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var resource in names.Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            files.Add((resource[prefix.Length..].Replace('\\', '/'), content.ToArray()));
        }
        return files;
    }

    /// <param name="isForGood">Whether its address changes with its content, so that browsers keep it.</param>
    /// <param name="tag">For browsers that have it already; null for none.</param>
    public IResult Send(HttpContext context, bool isForGood, string? tag = null)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = isForGood ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        var compressed = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (compressed)
            headers.ContentEncoding = "br";
        return Results.Bytes(compressed ? _compressed.Value : _plain, _type, entityTag: tag is null ? null : new EntityTagHeaderValue(tag));
    }

    private byte[] Compress()
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, new BrotliCompressionOptions { Quality = Quality }, leaveOpen: true))
            brotli.Write(_plain);
        return compressed.ToArray();
    }
}
