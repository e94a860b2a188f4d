using Lanyard.Core.Registrants;

namespace Lanyard.Core.SelfRegistration;

/// <summary>The contact fields that a registration form can ask, by the names that the guide's <c>contact</c> has.</summary>
public static class FormFields
{
    // A picture is taken as a file, and nobody asks visitors for a fax any more.
    private static readonly ContactMember[] All = [.. ContactMembers.All.Where(m => m.Name is not ("fax" or "pictureUrl"))];

    /// <summary>Every name, in the order in which people expect to be asked.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(field => field.Name)];

    /// <summary>A contact of the values of the fields that the form asks; others are passed over.</summary>
    internal static Contact Read(IReadOnlyList<FormField> asked, IReadOnlyDictionary<string, string> values)
    {
        var contact = new Contact();
        foreach (var member in All)
        {
            if (asked.Any(field => field.Name == member.Name) && values.TryGetValue(member.Name, out var value))
                contact = member.With(contact, value);
        }
        return contact;
    }
}
