using Lanyard.Core.Accounts;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Lanyard.Server.Hosting.Accounts;

internal static class AccountServices
{
    /// <summary>Rounds of PBKDF2-HMAC-SHA-512.</summary>
    public const int Iterations = 210_000;

    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IHttpContextAccessor, PageContextAccessor>();
        AddProtection(builder);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = HostCookies.Session;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.CookieManager = new HostCookies();
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.Events.OnValidatePrincipal = Sessions.ValidateAsync;
        });
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, options =>
        {
            options.Cookie.Name = "lanyard-step";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.CookieManager = new HostCookies();
        });
        services.AddIdentityCore<Account>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Tokens.AuthenticatorTokenProvider = OneTimeCodes.Name;
            options.User.AllowedUserNameCharacters = "";
            options.Password = new PasswordOptions
            {
                RequiredLength = 8,
                RequiredUniqueChars = 1,
                RequireDigit = false,
                RequireLowercase = false,
                RequireUppercase = false,
                RequireNonAlphanumeric = false,
            };
        }).AddUserStore<AccountStore>().AddSignInManager().AddPasswordValidator<CommonPasswords>()
            .AddTokenProvider<OneTimeCodes>(OneTimeCodes.Name);
        services.AddScoped<AccountStore>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });
        services.AddSingleton<Invitations>();
        services.AddSingleton<Members>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Iterations);
    }

    private static void AddProtection(WebApplicationBuilder builder)
    {
        var protection = builder.Services.AddDataProtection().SetApplicationName("lanyard");
        if (CommandLine.IsDescribing)
        {
            protection.UseEphemeralDataProtectionProvider();
            return;
        }
        builder.Services.AddSingleton<StoredKeys>();
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = provider.GetRequiredService<StoredKeys>()));
        // They are encrypted by StoredKeys, of which the framework does not know.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
