using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lanyard.Server.Api.Description;

/// <summary>What stands in the document once: title, tags, and the ways to sign in.</summary>
internal sealed class DocumentDescriber : IOpenApiDocumentTransformer
{
    private const string ClientCredentials = "clientCredentials";
    private const string AccessToken = "accessToken";
    private const string ClientSecret = "clientSecret";

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["OAuth"] = "Access tokens for API clients. A token is valid for 3600 seconds; a client may have several.",
        ["Connections"] = "The exhibitor's leads: list them, follow their changes, submit scans.",
        ["Organise"] = "Events and everything that belongs to them, for the organiser.",
    };

    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Lanyard",
            Version = "1",
            Description = "Lead capture for trade shows: the Connections API for exhibitors and the organiser's API.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            tag.Description = Tags.GetValueOrDefault(tag.Name ?? "");
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [ClientCredentials] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "Gets an access token with a client id and a client secret.",
                Flows = new OpenApiOAuthFlows
                {
                    ClientCredentials = new OpenApiOAuthFlow
                    {
                        TokenUrl = new Uri("/oauth2/token", UriKind.Relative),
                        Scopes = new Dictionary<string, string>(),
                    },
                },
            },
            [AccessToken] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An access token that was got before.",
            },
            [ClientSecret] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The client id as user name and the client secret as password; or send both in the body.",
            },
        };
        foreach (var (path, item) in document.Paths)
        {
            foreach (var operation in (item.Operations ?? []).Values)
            {
                operation.Security = path.Contains("oauth2", StringComparison.Ordinal)
                    ?
                    [
                        [],
                        Require(document, ClientSecret),
                    ]
                    : [Require(document, ClientCredentials), Require(document, AccessToken)];
            }
        }
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Require(OpenApiDocument document, string scheme) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
