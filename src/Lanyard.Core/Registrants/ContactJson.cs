using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Core.Registrants;

/// <summary>The guide's <c>contact</c> object as compact UTF-8 JSON: the form stored, and the form sent.</summary>
public static class ContactJson
{
    private static readonly ContactJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // Names in every script stay readable and short; the bytes go out as application/json, never inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The contact of which nothing may be seen: every key, each null.</summary>
    public static ReadOnlyMemory<byte> Empty { get; } = Write(new Contact());

    /// <summary>Writes every documented key, null where the value is unknown or blank.</summary>
    public static byte[] Write(Contact contact) =>
        JsonSerializer.SerializeToUtf8Bytes(
            contact.Select(static value => string.IsNullOrWhiteSpace(value) ? null : value), Context.Contact);

    /// <summary>Reads what <see cref="Write"/> wrote; keys it does not know are passed over.</summary>
    /// <exception cref="JsonException">The bytes are not a contact object.</exception>
    public static Contact Read(ReadOnlySpan<byte> json)
    {
        var contact = JsonSerializer.Deserialize(json, Context.Contact) ?? new Contact();
        return contact.Address is null ? contact with { Address = new Address() } : contact;
    }
}

[JsonSerializable(typeof(Contact))]
internal sealed partial class ContactJsonContext : JsonSerializerContext;
