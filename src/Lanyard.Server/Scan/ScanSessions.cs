using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Seats;
using Lanyard.Server.Hosting.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Scan;

/// <summary>
/// Finds who scans: a device by the cookie of its scan-only link, or a member who is signed in. The store is asked at every
/// request, so that whoever was removed scans no more.
/// </summary>
internal sealed class ScanSessions(IStore store, Scanners scanners, ExhibitorMembers members)
{
    // Browsers keep none longer.
    private const int CookieDays = 400;
    private const string Cookie = "lanyard-scanner";

    /// <summary>Null when nobody is there who may scan.</summary>
    /// <remarks>A member says by <c>?exhibitor=</c> for whom, and otherwise scans for the exhibitor of the latest event.</remarks>
    public async Task<ScanPerson?> FindAsync(HttpContext context)
    {
        var wanted = ExhibitorKey.ParseOrNull(context.Request.Query["exhibitor"]);
        var device = await DeviceOrNullAsync(context);
        if (device is not null && (wanted is null || wanted == device.Exhibitor))
            return device;
        return await MemberOrNullAsync(context, wanted) ?? (wanted is null ? device : null);
    }

    /// <summary>The device that sent the request, by its cookie.</summary>
    public async Task<ScanPerson?> DeviceOrNullAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (context.Request.Cookies[HostCookies.NameFor(context, Cookie)] is not { Length: > 0 } token
            || await scanners.OfDeviceAsync(token, cancellation) is not { } scanner)
            return null;
        var found = await store.ReadAsync(data => (
            from exhibitor in data.Exhibitors
            join show in data.Events on exhibitor.EventId equals show.Id
            where exhibitor.EventId == scanner.EventId && exhibitor.Id == scanner.ExhibitorId
            select new ExhibitorAtEvent(exhibitor, show, ExhibitorRights.Scan)).SingleAsync(cancellation));
        return new(scanner, found, [found]);
    }

    public static void Keep(HttpContext context, string token) =>
        context.Response.Cookies.Append(HostCookies.NameFor(context, Cookie), token, Options(context, TimeSpan.FromDays(CookieDays)));

    public static void Forget(HttpContext context) =>
        context.Response.Cookies.Delete(HostCookies.NameFor(context, Cookie), Options(context, null));

    private async Task<ScanPerson?> MemberOrNullAsync(HttpContext context, ExhibitorKey? wanted)
    {
        if (!Sessions.HasCookie(context) || await Sessions.ReadAsync(context) is not { } person)
            return null;
        var choice = (await members.OfAccountAsync(person.AccountId, context.RequestAborted))
            .Where(e => e.May(ExhibitorRights.Scan)).ToList();
        var chosen = wanted is { } key ? choice.Find(e => e.Key == key) : choice.FirstOrDefault();
        return chosen is null ? null
            : new(await scanners.OfMemberAsync(chosen.Key, person.AccountId, person.Name, context.RequestAborted), chosen, choice);
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    };
}
