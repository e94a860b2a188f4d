using System.Net;
using System.Net.Sockets;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Sync;

namespace Lanyard.Server.Hosting;

/// <summary>How this server calls pretix, whose address an organiser gives and an operator may not want to be everywhere.</summary>
internal static class PublicNetwork
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    // Fifty orders of a hundred tickets each.
    private const long LongestAnswer = 64L << 20;

    public static PretixHttp Create(bool allowPrivate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!allowPrivate)
        {
            // A proxy would resolve names itself.
            handler.UseProxy = false;
            handler.ConnectCallback = ConnectAsync;
        }
        return new(new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = LongestAnswer }, allowPrivate);
    }

    /// <summary>Looks at the address after the name was resolved, and connects to this address.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        }
        catch (SocketException exception)
        {
            throw new PretixException(PretixFault.Address, $"There is no server named {host}.", inner: exception);
        }
        if (Array.Exists(addresses, PrivateNetworks.Contains))
        {
            throw new PretixException(PretixFault.PrivateNetwork, $"{host} is in a network that is not public. "
                + "Whoever operates this server can allow it by the setting Pretix:AllowPrivate.");
        }
        return await PrivateNetworks.OpenAsync(addresses, context.DnsEndPoint.Port, cancellation);
    }
}
