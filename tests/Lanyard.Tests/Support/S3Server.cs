using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Lanyard.Tests.Support;

/// <summary>
/// As much of an S3-compatible store as files need, with an implementation of its own of the signature: what is not signed by its
/// key, or was changed on the way, is refused. Pages of a list have two entries.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    private const string Bucket = "leads";
    private const string AccessKey = "access";
    private const string Region = "eu-central-1";
    private const int PageSize = 2;

    private static readonly XNamespace Names = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private S3Server(WebApplication app) => _app = app;

    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new S3Server(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public void Configure(IConfiguration settings)
    {
        settings["Files:S3:Endpoint"] = _app.Urls.First();
        settings["Files:S3:Region"] = Region;
        settings["Files:S3:Bucket"] = Bucket;
        settings["Files:S3:AccessKey"] = AccessKey;
        settings["Files:S3:SecretKey"] = _secret;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory);
        var body = memory.ToArray();
        var path = context.Request.Path.Value!;
        if (!IsSigned(context.Request, body) || path.TrimEnd('/') != "/" + Bucket && !path.StartsWith($"/{Bucket}/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 403;
            return;
        }
        var key = path.Length > Bucket.Length + 2 ? path[(Bucket.Length + 2)..] : "";
        byte[]? answer = null;
        lock (_files)
        {
            if (key.Length == 0)
                answer = Encoding.UTF8.GetBytes(List(context.Request.Query).ToString());
            else if (HttpMethods.IsPut(context.Request.Method))
                _files[key] = body;
            else if (HttpMethods.IsDelete(context.Request.Method))
                context.Response.StatusCode = Delete(key);
            else if (!_files.TryGetValue(key, out answer))
                context.Response.StatusCode = 404;
        }
        if (answer is not null)
            await context.Response.Body.WriteAsync(answer);
    }

    private int Delete(string key)
    {
        _files.Remove(key);
        return StatusCodes.Status204NoContent;
    }

    private XElement List(IQueryCollection query)
    {
        var (prefix, delimiter) = (query["prefix"].ToString(), query["delimiter"].ToString());
        var entries = _files.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => delimiter.Length > 0 && k.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is >= 0 and var at
                ? k[..(at + 1)] : k)
            .Distinct(StringComparer.Ordinal).Where(k => string.CompareOrdinal(k, query["continuation-token"].ToString()) > 0).ToList();
        var page = entries.Take(PageSize).ToList();
        var isTruncated = entries.Count > page.Count;
        return new(Names + "ListBucketResult", new XElement(Names + "Name", Bucket), new XElement(Names + "IsTruncated", isTruncated),
            isTruncated ? new XElement(Names + "NextContinuationToken", page[^1]) : null,
            page.Select(k => k.EndsWith('/')
                ? new XElement(Names + "CommonPrefixes", new XElement(Names + "Prefix", k))
                : new XElement(Names + "Contents", new XElement(Names + "Key", k), new XElement(Names + "Size", _files[k].Length))));
    }

    private bool IsSigned(HttpRequest request, byte[] body)
    {
        // AWS4-HMAC-SHA256 Credential=…/20261124/region/s3/aws4_request, SignedHeaders=a;b, Signature=…
        var parts = request.Headers.Authorization.ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Where(p => p.Contains('=')).ToDictionary(p => p[..p.IndexOf('=')], p => p[(p.IndexOf('=') + 1)..], StringComparer.Ordinal);
        if (!parts.TryGetValue("Credential", out var credential) || credential.Split('/') is not [AccessKey, var day, Region, "s3", var end])
            return false;
        var hash = request.Headers["x-amz-content-sha256"].ToString();
        if (hash != Hex(SHA256.HashData(body)))
            return false;
        var headers = string.Concat(parts["SignedHeaders"].Split(';').Select(h => $"{h}:{request.Headers[h].ToString().Trim()}\n"));
        var query = string.Join('&', request.Query.SelectMany(q => q.Value.Select(v => (q.Key, Value: v ?? "")))
            .OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        var canonical = $"{request.Method}\n{request.Path}\n{query}\n{headers}\n{parts["SignedHeaders"]}\n{hash}";
        var text = string.Create(CultureInfo.InvariantCulture,
            $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{day}/{Region}/s3/{end}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}");
        var key = Encoding.UTF8.GetBytes("AWS4" + _secret);
        foreach (var part in (string[])[day, Region, "s3", end, text])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Hex(key) == parts["Signature"];
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
