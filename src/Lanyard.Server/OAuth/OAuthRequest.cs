using System.Text;
using System.Text.Json;

namespace Lanyard.Server.OAuth;

/// <summary>
/// The parameters of a request in the guide's three ways: JSON, form, or Basic with a form. Repeated parameters and two ways
/// of sending the secret are refused (RFC 6749, 2.3 and 3.2).
/// </summary>
internal sealed class OAuthRequest
{
    private const int LongestBody = 8 * 1024;
    private const string BasicPrefix = "Basic ";
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _values;

    private OAuthRequest(Dictionary<string, string> values, string? clientId, string? secret) =>
        (_values, ClientId, Secret) = (values, clientId, secret);

    public string? ClientId { get; }

    public string? Secret { get; }

    /// <summary>Null for a parameter that is missing or empty.</summary>
    public string? Value(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Null when the request was answered already.</summary>
    public static async Task<OAuthRequest?> ReadAsync(HttpContext context)
    {
        try
        {
            return Combine(context, await ReadParametersAsync(context));
        }
        catch (OAuthFault fault)
        {
            await OAuthAnswers.FailAsync(context, fault.Status, "invalid_request", fault.Message);
            return null;
        }
    }

    private static OAuthRequest Combine(HttpContext context, Dictionary<string, string> values)
    {
        var id = values.GetValueOrDefault("client_id");
        var secret = values.GetValueOrDefault("client_secret");
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            return new(values, id, secret);
        if (header.Count > 1 || !header[0]!.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase))
            throw new OAuthFault(400, "The Authorization header must be one Basic header.");
        if (!string.IsNullOrEmpty(secret))
            throw new OAuthFault(400, "Send the client secret in the header or in the body, not in both.");
        var (basicId, basicSecret) = ReadBasic(header[0]![BasicPrefix.Length..]);
        if (!string.IsNullOrEmpty(id) && id != basicId)
            throw new OAuthFault(400, "client_id differs between the header and the body.");
        return new(values, basicId, basicSecret);
    }

    private static (string Id, string Secret) ReadBasic(string encoded)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(Convert.FromBase64String(encoded.Trim()));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw new OAuthFault(400, "The Basic header is not base64 of id, colon and secret.");
        }
        var colon = text.IndexOf(':');
        if (colon < 0)
            throw new OAuthFault(400, "The Basic header is not base64 of id, colon and secret.");
        // Each half is form-encoded (RFC 6749, 2.3.1); ours have only characters that encoding leaves alone.
        return (FormDecode(text[..colon]), FormDecode(text[(colon + 1)..]));
    }

    private static async Task<Dictionary<string, string>> ReadParametersAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Query.ContainsKey("client_secret") || request.Query.ContainsKey("client_id") || request.Query.ContainsKey("grant_type"))
            throw new OAuthFault(400, "Parameters must be in the body, never in the address.");
        var body = await ReadBodyAsync(context);
        var type = request.ContentType?.Split(';')[0].Trim();
        if (string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
            return ReadJson(body);
        if (string.Equals(type, "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return ReadForm(body);
        throw new OAuthFault(415, "Send the body as application/x-www-form-urlencoded or application/json.");
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LongestBody)
            throw new OAuthFault(413, "The body may have 8192 bytes.");
        var buffer = new byte[(context.Request.ContentLength ?? LongestBody) + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > LongestBody ? throw new OAuthFault(413, "The body may have 8192 bytes.") : buffer[..length];
    }

    private static Dictionary<string, string> ReadJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                throw new OAuthFault(400, "The body must be a JSON object.");
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                values[property.Name] = property.Value.ValueKind is JsonValueKind.String
                    ? property.Value.GetString()!
                    : throw new OAuthFault(400, "Every value in the body must be a string.");
            }
            return values;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new OAuthFault(400, "The body is not valid JSON, or repeats a parameter.");
        }
    }

    private static Dictionary<string, string> ReadForm(byte[] body)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var name = FormDecode(equals < 0 ? pair : pair[..equals]);
            if (!values.TryAdd(name, equals < 0 ? "" : FormDecode(pair[(equals + 1)..])))
                throw new OAuthFault(400, "A parameter stands in the body twice.");
        }
        return values;
    }

    private static string FormDecode(string value) => Uri.UnescapeDataString(value.Replace('+', ' '));

    private sealed class OAuthFault(int status, string message) : Exception(message)
    {
        public int Status { get; } = status;
    }
}
