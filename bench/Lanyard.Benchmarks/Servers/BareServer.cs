using System.Collections.Concurrent;
using System.Globalization;

namespace Lanyard.Benchmarks.Servers;

/// <summary>
/// The ceiling: Kestrel with one handler that reads the body and answers with as many bytes as the path says. Started
/// as a process of its own, as the server is.
/// </summary>
internal static class BareServer
{
    public static async Task RunAsync(string address)
    {
        var payloads = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            var payload = payloads.GetOrAdd(context.Request.Path.Value!, static path => Payload(path));
            if (HttpMethods.IsPost(context.Request.Method))
                await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = payload.Length;
            await context.Response.BodyWriter.WriteAsync(payload);
        });
        await app.RunAsync();
    }

    private static byte[] Payload(string path)
    {
        var payload = new byte[int.Parse(path.AsSpan(1), CultureInfo.InvariantCulture)];
        Array.Fill(payload, (byte)'x');
        return payload;
    }
}
