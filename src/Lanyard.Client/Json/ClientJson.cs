using System.Text.Json.Serialization;

namespace Lanyard.Client.Json;

/// <summary>
/// How the client reads and writes JSON, without reflection. The server has its own way to write the records.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ConnectionConverter), typeof(AddressConverter), typeof(TextConverter)])]
[JsonSerializable(typeof(List<Connection>))]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(ScanBody))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>A scan; its time as the guide prints it: UTC, whole seconds, Z.</summary>
internal sealed record ScanBody(string Code, string? Time);

internal sealed record TokenRequest(
    [property: JsonPropertyName("grant_type")] string GrantType,
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("client_secret")] string ClientSecret);

/// <summary>The seconds of expires_in are a string in the guide and a number in RFC 6749, 5.1.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in"), JsonConverter(typeof(SecondsConverter))] double? ExpiresIn);
