using System.Net;
using System.Net.Sockets;

namespace Lanyard.Sync;

/// <summary>
/// Keeps calls out of networks that are not public, whatever name leads there: the address is looked at after the name
/// was resolved, and it is this address that is connected to.
/// </summary>
internal static class PrivateNetworks
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
            "5f00::/16",
            "fc00::/7", "fe80::/9", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Contains(address.MapToIPv4());
        // An address of version 4 inside one of version 6.
        var bytes = address.GetAddressBytes();
        if (Translated.Contains(address))
            return Contains(new IPAddress(bytes.AsSpan(12, 4)));
        if (SixToFour.Contains(address))
            return Contains(new IPAddress(bytes.AsSpan(2, 4)));
        return Array.Exists(Networks, n => n.Contains(address));
    }

    /// <summary>
    /// A client that connects to public addresses only. It uses no proxy, which would resolve names itself.
    /// </summary>
    public static HttpClient CreateClient(TimeSpan timeout) => new(new Refusals(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = ConnectAsync,
    }))
    {
        Timeout = timeout,
        MaxResponseContentBufferSize = 1 << 20,
    };

    /// <summary>Connects to one of the addresses that were looked at, and to nothing else that the name may lead to.</summary>
    public static async Task<Stream> OpenAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        if (Array.Exists(addresses, Contains))
        {
            throw new TargetFaultException(
                $"{context.DnsEndPoint.Host} is in a network that is not public. "
                + "Set allowPrivate: true if it is meant to be.");
        }
        return await OpenAsync(addresses, context.DnsEndPoint.Port, cancellation);
    }

    /// <summary>A refusal is no outage, as which the handler would pass it on.</summary>
    private sealed class Refusals(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException exception) when (exception.InnerException is TargetFaultException refusal)
            {
                throw new TargetFaultException(refusal.Message, exception);
            }
        }
    }
}
