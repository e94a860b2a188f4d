namespace Lanyard.Server.Web.Accounts;

/// <summary>Where to go next, as an address says it: only ever to a page of ours.</summary>
internal static class LocalAddress
{
    /// <summary>The address when it is one of our pages, else the other one.</summary>
    public static string Or(string? address, string other) =>
        address is ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl) && Uri.IsWellFormedUriString(address, UriKind.Relative)
            ? address
            : other;
}
