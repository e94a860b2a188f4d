namespace Lanyard.Client;

/// <summary>One lead: the guide's record ("Record JSON Structure").</summary>
public sealed record Connection
{
    /// <summary>The registrant's contact data; every field null when the state is not <c>completed</c>.</summary>
    public Contact? Contact { get; init; }

    /// <summary>Answers to the exhibitor's own questions.</summary>
    public IReadOnlyList<Question>? ExhibitorQuestions { get; init; }

    /// <summary>13 characters of <c>[0-9a-z]</c>; stays the same for the life of the connection.</summary>
    public required string Id { get; init; }

    /// <summary>Memos, images and voice recordings.</summary>
    public IReadOnlyList<Note>? Notes { get; init; }

    /// <summary>Answers to the organiser's questions that are exposed.</summary>
    public IReadOnlyList<Question>? ProfileQuestions { get; init; }

    /// <summary>Orders an exhibitor's connections by last change; below 2^53.</summary>
    public required long Revision { get; init; }

    /// <summary>Who scanned; empty for the API.</summary>
    public string? ScanInfo { get; init; }

    /// <summary>Always <c>barcode</c>.</summary>
    public string? Source { get; init; }

    /// <summary><c>completed</c>, <c>noAccess</c> or <c>noLicense</c> ("Connection States Explained").</summary>
    public required string State { get; init; }

    /// <summary>Whether the contact data is there; every other state, known or not, is without.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsCompleted => string.Equals(State, "completed", StringComparison.OrdinalIgnoreCase);

    /// <summary>UTC time of the earliest scan, in whole seconds.</summary>
    public required DateTimeOffset Time { get; init; }
}

/// <summary>The guide's <c>contact</c>; null means unknown.</summary>
public sealed record Contact
{
    /// <summary>The postal address.</summary>
    public Address? Address { get; init; }
    /// <summary>Chamber of Commerce number, at most 20 characters.</summary>
    public string? CocNumber { get; init; }
    /// <summary>The company's name.</summary>
    public string? Company { get; init; }
    /// <summary>The department.</summary>
    public string? Department { get; init; }
    /// <summary>The e-mail address, valid in form.</summary>
    public string? Email { get; init; }
    /// <summary>The fax number.</summary>
    public string? Fax { get; init; }
    /// <summary>The initials.</summary>
    public string? FirstInitials { get; init; }
    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }
    /// <summary>Null, <c>male</c>, <c>female</c>, <c>other</c> or <c>secret</c>.</summary>
    public string? Gender { get; init; }
    /// <summary>The job function.</summary>
    public string? JobFunction { get; init; }
    /// <summary>The last name.</summary>
    public string? LastName { get; init; }
    /// <summary>Letters before the last name.</summary>
    public string? LastNamePrefix { get; init; }
    /// <summary>The first telephone number.</summary>
    public string? Phone1 { get; init; }
    /// <summary>The second telephone number.</summary>
    public string? Phone2 { get; init; }
    /// <summary>Where the profile photo is.</summary>
    public string? PictureUrl { get; init; }
    /// <summary>Letters after the last name.</summary>
    public string? Suffix { get; init; }
    /// <summary>The title.</summary>
    public string? Title { get; init; }
    /// <summary>The VAT number, at most 20 characters.</summary>
    public string? VatNumber { get; init; }
    /// <summary>The web site.</summary>
    public string? Website { get; init; }
}

/// <summary>The guide's <c>contact.address</c>.</summary>
public sealed record Address
{
    /// <summary>The street, in the guide's field <c>address</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("address")]
    public string? Street { get; init; }
    /// <summary>The city.</summary>
    public string? City { get; init; }
    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }
    /// <summary>The house number.</summary>
    public string? HouseNumber { get; init; }
    /// <summary>What follows the house number.</summary>
    public string? HouseNumberSuffix { get; init; }
    /// <summary>The postal code.</summary>
    public string? PostalCode { get; init; }
    /// <summary>The state or county.</summary>
    public string? State { get; init; }
}

/// <summary>A question with its answers.</summary>
public sealed record Question
{
    /// <summary>The answers given.</summary>
    public IReadOnlyList<Answer>? Answers { get; init; }
    /// <summary>Unique within the license.</summary>
    public required string Id { get; init; }
    /// <summary>The question as it was asked.</summary>
    public required string Name { get; init; }
    /// <summary><c>radio</c>, <c>checkbox</c> or <c>text</c>.</summary>
    public required string Type { get; init; }
}

/// <summary>An answer.</summary>
public sealed record Answer
{
    /// <summary>The option's id; for a text the question's.</summary>
    public required string Id { get; init; }
    /// <summary>The option's name, or the text.</summary>
    public required string Name { get; init; }
    /// <summary><c>label</c> for an option, <c>text</c> for a free text.</summary>
    public required string Type { get; init; }
}

/// <summary>A memo, an image or a voice recording.</summary>
public sealed record Note
{
    /// <summary>The file of an image or a recording.</summary>
    public string? File { get; init; }
    /// <summary>The same as <see cref="File"/>: the guide names it both ways.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("fileURL")]
    public string? FileUrl { get; init; }
    /// <summary>Unique id of the note.</summary>
    public required string Id { get; init; }
    /// <summary>Who made the note.</summary>
    public string? ScanInfo { get; init; }
    /// <summary>The memo.</summary>
    public string? Text { get; init; }
    /// <summary>UTC time of the note.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary><c>memo</c>, <c>image</c> or <c>audio</c>.</summary>
    public required string Type { get; init; }
}
