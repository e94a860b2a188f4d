using Microsoft.AspNetCore.Http.Metadata;

namespace Lanyard.Server.Hosting;

/// <summary>
/// What an endpoint says of itself for the API's description alone. Routing does not look at it, so that the handler
/// refuses other content types in its own words.
/// </summary>
/// <param name="Body">The type of the request's body.</param>
/// <param name="ContentTypes">In which it may be sent; the first is the one to prefer.</param>
internal sealed record DescribedBody(Type Body, params string[] ContentTypes);

internal static class Described
{
    /// <summary>A body that the handler reads itself.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder builder, Type body, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DescribedBody(body, contentTypes));

    /// <summary>The statuses that come with problem details.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            builder.WithMetadata(
                new ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"])
            );
        return builder;
    }
}
