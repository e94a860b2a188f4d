using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Lanyard.Server.Web.Pretix;

/// <summary>
/// Carries an API token from the trial of a source to its saving, encrypted and for the address it was given for: nobody has
/// to type it twice, and no page shows it.
/// </summary>
internal sealed class HeldToken(HttpContext context, string? url)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public string Hold(string token) => Protector().Protect(token, Lifetime);

    /// <summary>Null when nothing is held, it is too old, or it was given for another address or account.</summary>
    public string? ReadOrNull(string? held)
    {
        if (string.IsNullOrEmpty(held))
            return null;
        try
        {
            return Protector().Unprotect(held);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector() => context.RequestServices.GetRequiredService<IDataProtectionProvider>()
        .CreateProtector("pretix", context.Request.Path, url?.Trim() ?? "",
            context.RequestServices.GetRequiredService<PageContext>().Me.AccountId.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .ToTimeLimitedDataProtector();
}
