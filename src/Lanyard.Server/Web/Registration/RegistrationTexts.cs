using Lanyard.Core.Registrants;
using Lanyard.Core.SelfRegistration;
using Lanyard.Server.Hosting;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Registration;

/// <summary>The words for what is wrong with a registration form, and for choices in it.</summary>
internal static class RegistrationTexts
{
    /// <param name="label">What the page calls the field; empty for the page as a whole.</param>
    public static string Fault(IStringLocalizer<Texts> L, FieldFault fault, string label) => (fault.Field, fault.Reason) switch
    {
        ("", _) => L["Please look it over and send the form once more."],
        ("consent", "is required") => L["Please agree: without it you cannot be registered."],
        ("consent", _) => L["The text that you agree to has changed. Please read it again."],
        ("photo", "is required") => L["Add a photo."],
        (_, "is required") => L["Fill in: {0}", label],
        ("contact.email", _) => L["Give an e-mail address such as name@example.com."],
        ("contact.website", _) => L["Give a web address such as www.example.com."],
        ("contact.phone1" or "contact.phone2", _) when fault.Reason.Contains("telephone", StringComparison.Ordinal) =>
            L["{0}: give a number that exists, with + and the country's prefix if it is abroad.", label],
        (_, var reason) when reason.StartsWith("must be at most", StringComparison.Ordinal) => L["{0} is too long.", label],
        _ => L["{0} cannot be taken like this. Please change it.", label],
    };

    public static string PhotoFault(IStringLocalizer<Texts> L, PictureFault fault) => fault switch
    {
        PictureFault.TooLarge => L["The picture is larger than {0} MB.", PictureCoder.LongestFile >> 20],
        PictureFault.WrongType => L["Choose a picture in the format JPEG, PNG or WebP."],
        PictureFault.TooManyPixels => L["The picture has too many pixels. Choose a smaller one."],
        _ => L["The picture cannot be read. Choose another one."],
    };

    public static IEnumerable<(string Code, string Name)> Genders(IStringLocalizer<Texts> L) =>
        [("female", L["Female"]), ("male", L["Male"]), ("other", L["Other"]), ("secret", L["I would rather not say"])];

    /// <summary>What helps browsers to fill it in (WCAG 2.2, 1.3.5).</summary>
    public static string Autocomplete(string field) => field switch
    {
        "title" => "honorific-prefix",
        "firstName" => "given-name",
        "lastName" => "family-name",
        "suffix" => "honorific-suffix",
        "gender" => "sex",
        "email" => "email",
        "phone1" => "tel",
        "company" => "organization",
        "jobFunction" => "organization-title",
        "website" => "url",
        "address.postalCode" => "postal-code",
        "address.city" => "address-level2",
        "address.state" => "address-level1",
        "address.country" => "country",
        _ => "off",
    };
}
