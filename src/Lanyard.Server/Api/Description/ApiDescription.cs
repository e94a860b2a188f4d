using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace Lanyard.Server.Api.Description;

/// <summary>The API described (OpenAPI 3.1), and a page to read and try it.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services)
    {
        // Numbers are numbers: without this each is described as a number or a string.
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenApi("v1", options =>
        {
            options.AddOperationTransformer<OperationDescriber>();
            options.AddDocumentTransformer<DocumentDescriber>();
        });
    }

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options.WithTitle("Lanyard"));
    }
}
