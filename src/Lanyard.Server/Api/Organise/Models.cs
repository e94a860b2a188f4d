using System.Text.Json.Serialization;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Lanyard.Core.SelfRegistration;
using Lanyard.Core.Statistics;
using Lanyard.Core.Registrants.Pretix;

namespace Lanyard.Server.Api.Organise;

internal sealed record EventBody(string? Name, DateOnly? StartsOn, DateOnly? EndsOn, string? TimeZone = null);

internal sealed record EventView(string Id, string Name, DateOnly StartsOn, DateOnly EndsOn, string TimeZone);

internal sealed record OptionBody(string? Key, string? Name);

internal sealed record QuestionBody(
    string? Name, string? Type, bool? Exposed = null, int? Position = null,
    IReadOnlyList<OptionBody>? Options = null);

internal sealed record QuestionView(string Id, string Key, string Name, string Type, bool Exposed, int Position, IReadOnlyList<OptionBody> Options);

internal sealed record ExhibitorBody(string? Name, string? Hall = null, string? Stand = null, string? Email = null);

internal sealed record ExhibitorView(string Id, string Key, string Name, string? Hall, string? Stand, string? Email);

/// <summary>A number of leads.</summary>
internal sealed record CountView(long Leads);

internal sealed record LicenseBody(
    string? Kind, int? Seats = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

internal sealed record LicenseView(string Id, string Kind, int? Seats, DateTimeOffset From, DateTimeOffset? Until, DateTimeOffset? RevokedAt);

internal sealed record ApiClientBody(string? Name);

internal sealed record SecretView(string Id, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

internal sealed record ApiClientView(string ClientId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, IReadOnlyList<SecretView> Secrets);

/// <summary>The only answer that holds a client secret.</summary>
internal sealed record IssuedSecretView(string ClientId, string ClientSecret, string SecretId);

internal sealed record RegistrantView(
    string Key, DateTimeOffset UpdatedAt, bool Erased, System.Text.Json.JsonElement Contact, ConsentView Consent);

internal sealed record ConsentView(string State, DateTimeOffset? At, string? Version);

/// <summary>Millimetres; <c>count</c> badges a page.</summary>
internal sealed record BadgeLayoutView(
    string Id, string Name, double PageWidth, double PageHeight, double Width, double Height, int Count, bool Folded);

internal sealed record BadgesBody(
    string? Layout, IReadOnlyList<string>? Keys = null, bool? OnlyUnprinted = null, string? OrderBy = null,
    string? Category = null, int? StartAt = null, bool? CropMarks = null, string? Search = null);

internal sealed record MemberItem(string Id, string Name, string Email, string Role, bool SecondFactor, DateTimeOffset AddedAt);

internal sealed record InvitationBody(string? Email, string? Role);

/// <param name="Rights"><c>scan</c>, <c>seeAll</c>, <c>export</c>, <c>manage</c>; all of them when left out.</param>
internal sealed record ExhibitorInvitationBody(string? Email, IReadOnlyList<string>? Rights = null);

internal sealed record ExhibitorMemberItem(string AccountId, string Name, string Email, IReadOnlyList<string> Rights, DateTimeOffset AddedAt);

/// <summary>The only answer that holds the link.</summary>
internal sealed record LinkView(string Link);

internal sealed record RoleBody(string? Role);

internal sealed record AuditEntryView(
    long Number, DateTimeOffset At, string By, string? From, string Action, string Subject, string? Detail);

/// <param name="FirstFault">The number of the first entry that is not as it was written; null when all are.</param>
internal sealed record AuditView(long? FirstFault, IReadOnlyList<AuditEntryView> Entries);

/// <param name="Form">The settings, as they can be sent back.</param>
/// <param name="ConsentVersion">Grows whenever a text that people agree to changes.</param>
/// <param name="Registered">How many people registered themselves and were not erased.</param>
/// <param name="Logo">The address of the logo; null for none.</param>
internal sealed record RegistrationFormView(FormSettings Form, int ConsentVersion, int Registered, string? Logo);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(List<BadgeLayoutView>))]
[JsonSerializable(typeof(BadgesBody))]
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
[JsonSerializable(typeof(List<MemberItem>))]
[JsonSerializable(typeof(InvitationBody))]
[JsonSerializable(typeof(ExhibitorInvitationBody))]
[JsonSerializable(typeof(List<ExhibitorMemberItem>))]
[JsonSerializable(typeof(LinkView))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(AuditView))]
[JsonSerializable(typeof(FormSettings))]
[JsonSerializable(typeof(RegistrationFormView))]
[JsonSerializable(typeof(PretixInput))]
[JsonSerializable(typeof(PretixView))]
[JsonSerializable(typeof(PretixTrial))]
[JsonSerializable(typeof(List<ImportView>))]
[JsonSerializable(typeof(ImportDetailView))]
[JsonSerializable(typeof(List<ImportFaultView>))]
[JsonSerializable(typeof(ImportMappingBody))]
[JsonSerializable(typeof(ImportCorrectionBody))]
[JsonSerializable(typeof(EventSettings))]
[JsonSerializable(typeof(EventSettingsChange))]
[JsonSerializable(typeof(LicenseTerms))]
[JsonSerializable(typeof(CountView))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(ShowStatistics))]
internal sealed partial class OrganiseJson : JsonSerializerContext
{
    /// <summary>Null for a content type that is no list.</summary>
    public static ImportFormat? FormatOrNull(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/x-ndjson" => ImportFormat.Lines,
            "application/json" => ImportFormat.Array,
            _ => null,
        };
}
