using System.Text.Json.Serialization;
using Lanyard.Core.Registrants;
using Lanyard.Core.SelfRegistration;

namespace Lanyard.Server.Api.Organise;

internal sealed record EventBody(string? Name, DateOnly? StartsOn, DateOnly? EndsOn, string? TimeZone = null);

internal sealed record EventView(string Id, string Name, DateOnly StartsOn, DateOnly EndsOn, string TimeZone);

internal sealed record OptionBody(string? Key, string? Name);

internal sealed record QuestionBody(
    string? Name, string? Type, bool? Exposed = null, int? Position = null,
    IReadOnlyList<OptionBody>? Options = null);

internal sealed record QuestionView(string Id, string Key, string Name, string Type, bool Exposed, int Position, IReadOnlyList<OptionBody> Options);

internal sealed record ExhibitorBody(string? Name);

internal sealed record ExhibitorView(string Id, string Key, string Name);

internal sealed record LicenseBody(
    string? Kind, int? Seats = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

internal sealed record LicenseView(string Id, string Kind, int? Seats, DateTimeOffset From, DateTimeOffset? Until, DateTimeOffset? RevokedAt);

internal sealed record ApiClientBody(string? Name);

internal sealed record SecretView(string Id, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

internal sealed record ApiClientView(string ClientId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, IReadOnlyList<SecretView> Secrets);

/// <summary>The only answer that holds a client secret.</summary>
internal sealed record IssuedSecretView(string ClientId, string ClientSecret, string SecretId);

internal sealed record RegistrantView(string Key, DateTimeOffset UpdatedAt, bool Erased, System.Text.Json.JsonElement Contact);

/// <param name="Form">The settings, as they can be sent back.</param>
/// <param name="ConsentVersion">Grows whenever a text that people agree to changes.</param>
/// <param name="Registered">How many people registered themselves and were not erased.</param>
/// <param name="Logo">The address of the logo; null for none.</param>
internal sealed record RegistrationFormView(FormSettings Form, int ConsentVersion, int Registered, string? Logo);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(List<EventView>))]
[JsonSerializable(typeof(QuestionBody))]
[JsonSerializable(typeof(List<QuestionView>))]
[JsonSerializable(typeof(ExhibitorBody))]
[JsonSerializable(typeof(List<ExhibitorView>))]
[JsonSerializable(typeof(LicenseBody))]
[JsonSerializable(typeof(List<LicenseView>))]
[JsonSerializable(typeof(ApiClientBody))]
[JsonSerializable(typeof(List<ApiClientView>))]
[JsonSerializable(typeof(IssuedSecretView))]
[JsonSerializable(typeof(List<RegistrantView>))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(FormSettings))]
[JsonSerializable(typeof(RegistrationFormView))]
internal sealed partial class OrganiseJson : JsonSerializerContext;
