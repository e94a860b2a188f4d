using System.Net;
using System.Net.Sockets;

namespace Lanyard.Server.Hosting;

/// <summary>Tells callers apart by their addresses.</summary>
internal static class CallerNetwork
{
    /// <summary>A network of 64 bits stands for its addresses: whoever has one of them has them all.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
