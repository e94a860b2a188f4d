using System.Text.Json.Nodes;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lanyard.Server.Api.Description;

/// <summary>What the framework cannot see of an operation: bodies that handlers read, parameters, examples.</summary>
internal sealed class OperationDescriber : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        AddRouteParameters(operation, context.Description.RelativePath ?? "");
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<DescribedBody>().SingleOrDefault() is { } body)
            operation.RequestBody = await DescribeAsync(body, context, cancellationToken);
        if (operation.OperationId is "ListConnections" or "StreamConnections")
            AddRevision(operation);
        AddExamples(operation);
        operation.Responses = Sorted(operation.Responses ?? []);
    }

    private static void AddRouteParameters(OpenApiOperation operation, string path)
    {
        foreach (var part in path.Split('/').Where(part => part.StartsWith('{')).Reverse())
        {
            var name = part.Trim('{', '}');
            operation.Parameters ??= [];
            if (operation.Parameters.All(known => known.Name != name))
            {
                operation.Parameters.Insert(
                    0,
                    new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
                );
            }
        }
    }

    private static async Task<OpenApiRequestBody> DescribeAsync(
        DescribedBody body,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
        foreach (var type in body.ContentTypes)
        {
            content[type] = new OpenApiMediaType
            {
                // One JSON text a line: there is no schema for the whole.
                Schema =
                    type == "application/x-ndjson"
                        ? new OpenApiSchema { Type = JsonSchemaType.String }
                        : await SchemaAsync(body.Body, context, cancellation),
            };
        }
        return new OpenApiRequestBody { Required = true, Content = content };
    }

    private static async Task<IOpenApiSchema> SchemaAsync(
        Type type,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        if (type.GetElementType() is { } element)
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = await SchemaAsync(element, context, cancellation),
            };
        var schema = await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellation);
        context.Document!.AddComponent(type.Name, schema);
        return new OpenApiSchemaReference(type.Name, context.Document);
    }

    private static void AddRevision(OpenApiOperation operation) =>
        (operation.Parameters ??= []).Add(
            new OpenApiParameter
            {
                Name = "fromRevision",
                In = ParameterLocation.Query,
                Description =
                    "Connections with this revision and higher ones. Send the highest revision seen plus 1, for the next page as "
                    + "well as for what has changed since.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int64",
                    Minimum = "0",
                    Maximum = "9007199254740991",
                    Default = JsonValue.Create(0),
                },
                Example = JsonValue.Create(10411084158),
            }
        );

    private static OpenApiResponses Sorted(OpenApiResponses responses)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            sorted.Add(status, response);
        return sorted;
    }

    private static void AddExamples(OpenApiOperation operation)
    {
        foreach (var example in Examples.All.Where(example => example.OperationId == operation.OperationId))
        {
            var content = example.Status is { } status
                ? operation.Responses?[status].Content
                : operation.RequestBody?.Content;
            var media = content![example.ContentType];
            media.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
            media.Examples[example.Name] = new OpenApiExample { Summary = example.Summary, Value = example.Value };
        }
    }
}
