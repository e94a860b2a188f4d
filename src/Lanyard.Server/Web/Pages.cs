using Lanyard.Server.Hosting;
using Lanyard.Server.Web.Accounts;
using Lanyard.Server.Web.Registration;
using Lanyard.Server.Web.Badges;
using Lanyard.Server.Web.Imports;
using Lanyard.Server.Web.Registrants;
using Lanyard.Server.Web.Exhibitors;
using Lanyard.Server.Web.Leads;
using Lanyard.Server.Web.Live;

namespace Lanyard.Server.Web;

/// <summary>The pages: their services, what stands before them, and their addresses.</summary>
internal static class Pages
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLocalization();
        services.AddRazorComponents();
        services.AddScoped<PageContext>();
        services.AddScoped<AccountForm>();
        services.AddScoped<SignIn>();
        services.AddScoped<CurrentAccount>();
        services.AddSingleton<RegistrationBudget>();
        services.AddScoped<ExhibitorInvitation>();
        services.AddSingleton<LeadRecords>();
        services.AddSingleton<ExportEndpoint>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "lanyard-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });
    }

    /// <summary>Puts the gate before pages, and only before them.</summary>
    public static void UsePages(this WebApplication app)
    {
        // Otherwise the builder puts the framework's own in front of every request, also of API clients.
        foreach (var part in (string[])["__AuthenticationMiddlewareSet", "__AuthorizationMiddlewareSet"])
            ((IApplicationBuilder)app).Properties[part] = true;
        app.UseWhen(context => PagePaths.IsPage(context.Request.Path), pages =>
        {
            pages.Use(PageGate.EnterAsync);
            pages.UseAntiforgery();
            pages.Use(PageGate.CheckFormAsync);
        });
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapAssets();
        app.MapAccounts();
        app.MapImportUpload();
        app.MapBadgePrint();
        app.MapPersons();
        app.MapLive();
        app.MapLeads();
        app.MapRazorComponents<App>();
    }
}
