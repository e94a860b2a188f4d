using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Lanyard.Server.Hosting;

/// <summary>Where the running server is reached.</summary>
internal static class ServerAddress
{
    /// <summary>Scheme and host from its own machine, without a slash at the end.</summary>
    public static string Of(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
}
