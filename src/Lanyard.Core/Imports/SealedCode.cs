using System.Security.Cryptography;

namespace Lanyard.Core.Imports;

/// <summary>
/// A badge code that can leave in a file of faulty rows and come back in it: encrypted, since a badge code never comes out.
/// </summary>
internal static class SealedCode
{
    private const string Mark = "sealed:";

    public static string Seal(string code, Keys keys) => code.Length == 0 ? "" : Mark + Convert.ToBase64String(keys.Protect(code));

    /// <summary>False for a text that is not sealed.</summary>
    public static bool TryOpen(string text, Keys keys, out string? code, out string? fault)
    {
        (code, fault) = (null, null);
        if (!text.StartsWith(Mark, StringComparison.Ordinal))
            return false;
        var bytes = new byte[text.Length];
        try
        {
            if (Convert.TryFromBase64String(text[Mark.Length..], bytes, out var length) && length > 28)
                code = keys.Unprotect(bytes.AsSpan(0, length));
        }
        catch (CryptographicException)
        {
            // Told below.
        }
        fault = code is null ? "is a sealed badge code that was changed: take it over from the file again" : null;
        return true;
    }
}
