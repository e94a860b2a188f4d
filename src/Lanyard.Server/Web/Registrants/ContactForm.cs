using Lanyard.Core.Registrants;

namespace Lanyard.Server.Web.Registrants;

/// <summary>A contact as a form has it; a field's name is a member's after <see cref="ContactMembers.Prefix"/>.</summary>
internal static class ContactForm
{
    /// <summary>The contact exactly as it was sent.</summary>
    public static Contact Read(IFormCollection form) => ContactMembers.All.Aggregate(
        new Contact(), (contact, member) => member.With(contact, form[ContactMembers.Prefix + member.Name]));
}
