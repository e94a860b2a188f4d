using PhoneNumbers;

namespace Lanyard.Core.SelfRegistration;

/// <summary>Telephone numbers as they are written in the countries of the world.</summary>
internal static class PhoneRules
{
    /// <summary>The number in international notation, such as <c>+31 20 624 1111</c>; null when no country has such a
    /// number.</summary>
    /// <param name="country">ISO 3166-1 code of the country of a number without a country's prefix; null: there must be
    /// one.</param>
    public static string? FormatOrNull(string text, string? country)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(text, country);
            return numbers.IsValidNumber(number) ? numbers.Format(number, PhoneNumberFormat.INTERNATIONAL) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
