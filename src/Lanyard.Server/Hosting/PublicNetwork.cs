using System.Net;
using System.Net.Sockets;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Sync;

namespace Lanyard.Server.Hosting;

/// <summary>How this server calls addresses that its users give and that the operator may not want to be everywhere.</summary>
internal static class PublicNetwork
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    // Fifty orders of a hundred tickets each.
    private const long LongestAnswer = 64L << 20;

    public static PretixHttp Create(bool allowPrivate)
    {
        var handler = CreateHandler(allowPrivate, (host, isPrivate, inner) => isPrivate
            ? new PretixException(PretixFault.PrivateNetwork, $"{host} is in a network that is not public. "
                + "Whoever operates this server can allow it by the setting Pretix:AllowPrivate.")
            : new PretixException(PretixFault.Address, $"There is no server named {host}.", inner: inner));
        handler.AutomaticDecompression = DecompressionMethods.All;
        return new(new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = LongestAnswer }, allowPrivate);
    }

    /// <summary>Follows no redirect, and looks at the address after the name was resolved, at each connection.</summary>
    /// <param name="fault">Made of the host, whether its address is private or unknown, and the cause.</param>
    public static SocketsHttpHandler CreateHandler(bool allowPrivate, Func<string, bool, Exception?, Exception> fault)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!allowPrivate)
        {
            // A proxy would resolve names itself.
            handler.UseProxy = false;
            handler.ConnectCallback = (context, cancellation) => ConnectAsync(context, fault, cancellation);
        }
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, Func<string, bool, Exception?, Exception> fault, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        }
        catch (SocketException exception)
        {
            throw fault(host, false, exception);
        }
        if (Array.Exists(addresses, PrivateNetworks.Contains))
            throw fault(host, true, null);
        return await PrivateNetworks.OpenAsync(addresses, context.DnsEndPoint.Port, cancellation);
    }
}
