using Scalar.AspNetCore;

namespace Lanyard.Server.Api;

/// <summary>The API described (OpenAPI 3.1), and a page to read and try it.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Lanyard";
            document.Info.Version = "1";
            document.Info.Description = "Lead capture for trade shows: the Connections API and the organiser's API.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options.WithTitle("Lanyard"));
    }
}
