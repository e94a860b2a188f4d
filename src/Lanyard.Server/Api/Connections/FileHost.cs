using System.Text;
using System.Text.Json;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Connections;

/// <summary>Scheme and host in the addresses of files, as JSON text.</summary>
internal static class FileHost
{
    private static LastHost? _lastHost;

    public static ReadOnlyMemory<byte> Of(HttpContext context, ServerSettings settings)
    {
        var (scheme, host) = (context.Request.Scheme, context.Request.Host.Value ?? "");
        // Clients ask by one name: the last answer is nearly always the next.
        if (_lastHost is { } last && last.Scheme == scheme && last.Host == host && last.PublicUrl == settings.PublicUrl)
            return last.Bytes;
        var text = settings.PublicUrl?.TrimEnd('/') ?? JsonEncodedText.Encode($"{scheme}://{host}").Value;
        var made = new LastHost(scheme, host, settings.PublicUrl, Encoding.UTF8.GetBytes(text));
        _lastHost = made;
        return made.Bytes;
    }

    private sealed record LastHost(string Scheme, string Host, string? PublicUrl, byte[] Bytes);
}
