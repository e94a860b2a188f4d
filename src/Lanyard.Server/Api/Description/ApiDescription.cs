using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace Lanyard.Server.Api.Description;

/// <summary>The API described (OpenAPI 3.1), and a page to read and try it.</summary>
internal static class ApiDescription
{
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

    private const string PageStyle = "a[href*='scalar.com'] { display: none !important; }";

    public static void AddApiDescription(this IServiceCollection services)
    {
        // Numbers are numbers: without this each is described as a number or a string.
        services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict
        );
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddOperationTransformer<OperationDescriber>();
                options.AddDocumentTransformer<DocumentDescriber>();
            }
        );
    }

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        // The page has all it needs from here; the browser is told so, whatever a later version of the page would like.
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/docs"),
            docs =>
                docs.Use(
                    (context, next) =>
                    {
                        context.Response.Headers.ContentSecurityPolicy = PagePolicy;
                        return next(context);
                    }
                )
        );
        app.MapGet("/docs/errors", () => TypedResults.Text(Errors())).ExcludeFromDescription();
        app.MapScalarApiReference(
            "/docs",
            options =>
                options
                    .WithTitle("Lanyard API")
                    .WithDynamicBaseServerUrl()
                    .WithCustomCss(PageStyle)
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideClientButton()
                    .HideDeveloperTools()
                    .AddPreferredSecuritySchemes("clientCredentials")
        );
    }

    /// <summary>docs/errors.md: the type of every problem points here.</summary>
    private static string Errors()
    {
        using var reader = new StreamReader(typeof(ApiDescription).Assembly.GetManifestResourceStream("errors.md")!);
        return reader.ReadToEnd();
    }
}
