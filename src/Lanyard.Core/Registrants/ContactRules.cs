namespace Lanyard.Core.Registrants;

/// <summary>What a contact must be to be taken in. Checked on the way in only: what is stored is sent.</summary>
public static class ContactRules
{
    private const int Name = 100;
    private const int Number = 20;
    private const int Text = 200;
    private const int Url = 500;
    private const int Email = 254;

    private static readonly (string Field, int Longest, Func<Contact, string?> Value)[] Fields =
    [
        ("contact.address.address", Text, static contact => contact.Address.Street),
        ("contact.address.city", Text, static contact => contact.Address.City),
        ("contact.address.houseNumber", Text, static contact => contact.Address.HouseNumber),
        ("contact.address.houseNumberSuffix", Text, static contact => contact.Address.HouseNumberSuffix),
        ("contact.address.postalCode", Text, static contact => contact.Address.PostalCode),
        ("contact.address.state", Text, static contact => contact.Address.State),
        ("contact.cocNumber", Number, static contact => contact.CocNumber),
        ("contact.company", Text, static contact => contact.Company),
        ("contact.department", Text, static contact => contact.Department),
        ("contact.fax", Text, static contact => contact.Fax),
        ("contact.firstInitials", Name, static contact => contact.FirstInitials),
        ("contact.firstName", Name, static contact => contact.FirstName),
        ("contact.jobFunction", Text, static contact => contact.JobFunction),
        ("contact.lastName", Name, static contact => contact.LastName),
        ("contact.lastNamePrefix", Name, static contact => contact.LastNamePrefix),
        ("contact.phone1", Text, static contact => contact.Phone1),
        ("contact.phone2", Text, static contact => contact.Phone2),
        ("contact.pictureUrl", Url, static contact => contact.PictureUrl),
        ("contact.suffix", Text, static contact => contact.Suffix),
        ("contact.title", Text, static contact => contact.Title),
        ("contact.vatNumber", Number, static contact => contact.VatNumber),
        ("contact.website", Url, static contact => contact.Website),
    ];

    /// <summary>Characters that a field may have at the most.</summary>
    /// <param name="field">The field's path, as in <c>contact.address.city</c>.</param>
    public static int Longest(string field) =>
        field == "contact.email" ? Email
        : Array.Find(Fields, known => known.Field == field) is { Field: not null } found ? found.Longest
        : Text;

    /// <summary>Finds every fault of a contact.</summary>
    /// <param name="contact">The contact as it was sent.</param>
    /// <param name="normalised">The contact to keep if there is no fault: trimmed, null for blank, the country in
    /// upper case and the gender in lower case.</param>
    public static IReadOnlyList<FieldFault> Check(Contact contact, out Contact normalised)
    {
        var faults = new Faults();
        normalised = Normalise(contact);
        foreach (var (field, longest, value) in Fields)
        {
            if (value(normalised) is { } text && TextRules.FaultOrNull(text, longest) is { } reason)
                faults.Add(field, reason);
        }
        if (normalised.Address.Country is { } country && !Countries.Codes.Contains(country))
            faults.Add("contact.address.country", "must be an ISO 3166-1 code of two letters");
        if (normalised.Gender is not (null or "male" or "female" or "other" or "secret"))
            faults.Add("contact.gender", "must be male, female, other, secret or null");
        if (normalised.Email is { } email && EmailFaultOrNull(email) is { } wrong)
            faults.Add("contact.email", wrong);
        if (normalised.PictureUrl is { } picture && !IsWebAddress(picture))
            faults.AddNew([new("contact.pictureUrl", "must be an http or https address")]);
        if (normalised.Website is { } website && HasForeignScheme(website))
            faults.AddNew([new("contact.website", "must be an http or https address, with or without the scheme")]);
        return faults.List;
    }

    private static Contact Normalise(Contact contact)
    {
        var clean = contact.Select(TextRules.Clean);
        return clean with
        {
            Address = clean.Address with { Country = clean.Address.Country?.ToUpperInvariant() },
            Gender = Lower(clean.Gender),
        };
    }

    private static string? Lower(string? gender) =>
        Array.Find(["male", "female", "other", "secret"], known =>
            known.Equals(gender, StringComparison.OrdinalIgnoreCase)) ?? gender;

    private static string? EmailFaultOrNull(string email)
    {
        if (TextRules.FaultOrNull(email, Email) is { } reason)
            return reason;
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && IsLocalPart(email.AsSpan(0, at)) && IsDomain(email[(at + 1)..])
            ? null
            : "must be an e-mail address";
    }

    private static bool IsLocalPart(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || c is '<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '\\' or '"')
                return false;
        }
        return true;
    }

    private static bool IsDomain(string text)
    {
        var labels = text.Split('.');
        return labels.Length > 1 && Array.TrueForAll(labels, IsLabel);
    }

    private static bool IsLabel(string text)
    {
        if (text.Length is 0 or > 63 || text[0] == '-' || text[^1] == '-')
            return false;
        foreach (var c in text)
        {
            if (char.IsAscii(c) ? !char.IsAsciiLetterOrDigit(c) && c != '-' : char.IsWhiteSpace(c))
                return false;
        }
        return true;
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Host.Length > 0;

    private static bool HasForeignScheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        var before = text[..colon];
        // With a dot it is a host before a port; a slash, question mark or hash before the colon ends any scheme.
        return !before.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase)
            && !before.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase)
            && before.AsSpan().IndexOfAny("./?#") < 0;
    }
}
