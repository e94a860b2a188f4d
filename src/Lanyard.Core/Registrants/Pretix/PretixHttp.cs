namespace Lanyard.Core.Registrants.Pretix;

/// <summary>How pretix is called.</summary>
/// <param name="Client">Refuses, while connecting, what the operator does not allow, by a <see cref="PretixException"/>.</param>
/// <param name="AllowsPrivate">Whether addresses that are not public, and those without TLS, are allowed.</param>
public sealed record PretixHttp(HttpClient Client, bool AllowsPrivate);
