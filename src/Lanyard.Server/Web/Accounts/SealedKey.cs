using System.Security.Cryptography;
using Lanyard.Core;

namespace Lanyard.Server.Web.Accounts;

/// <summary>The seed of an app that is being set up, encrypted in the form until a code shows that the app has it.</summary>
internal static class SealedKey
{
    public static string Write(Keys keys, long accountId, string key) =>
        Convert.ToBase64String(keys.Protect(key, Purpose(accountId)));

    public static string? ReadOrNull(Keys keys, long accountId, string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : keys.Unprotect(Convert.FromBase64String(text), Purpose(accountId));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static string Purpose(long accountId) => "authenticator of " + ShortId.Format(accountId);
}
