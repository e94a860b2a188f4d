using System.Text.Json;

namespace Lanyard.Core.SelfRegistration;

/// <summary>The form by which people register themselves for an event. An event without one takes nobody.</summary>
public sealed class RegistrationForm
{
    public required long EventId { get; init; }

    public required FormSettings Settings { get; set; }

    /// <summary>Grows whenever a text that people agree to changes; 0 while there was none.</summary>
    public int ConsentVersion { get; set; }

    /// <summary>Name of the <see cref="Picture"/> at the head of the page; null for none.</summary>
    public string? Logo { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }

    internal static string Store(FormSettings settings) =>
        JsonSerializer.Serialize(settings, FormJson.Default.FormSettings);

    internal static FormSettings Read(string stored) =>
        JsonSerializer.Deserialize(stored, FormJson.Default.FormSettings)!;
}

/// <summary>One registration that a person made; gone when the registrant is erased.</summary>
public sealed class Submission
{
    public required long EventId { get; init; }

    /// <summary>Keyed hash of the page that was sent and of what was entered: the same again is the same one.</summary>
    public required byte[] Hash { get; init; }

    public required long RegistrantId { get; init; }

    /// <summary>Keyed hash of the e-mail address, in lower case; null where none was given.</summary>
    public byte[]? EmailHash { get; init; }

    /// <summary>The language of the page, see <see cref="FormSettings.Languages"/>.</summary>
    public required string Language { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the confirmation was last mailed; null: never.</summary>
    public DateTimeOffset? MailedAt { get; set; }
}

/// <summary>A photograph of a registrant, or the logo of a form, as it is served.</summary>
public sealed class Picture
{
    public required long EventId { get; init; }

    /// <summary>128 random bits in 32 hexadecimal digits: who is told the address may see the picture.</summary>
    public required string Name { get; init; }

    /// <summary>Whose photograph; null for a logo.</summary>
    public long? RegistrantId { get; init; }

    /// <summary><c>image/jpeg</c> or <c>image/png</c>.</summary>
    public required string Type { get; init; }

    public required byte[] Content { get; init; }
}
