using Lanyard.Core;

namespace Lanyard.Server.Web.Leads;

/// <summary>Ids as they stand in addresses.</summary>
internal static class Ids
{
    public static string Id(this long id) => ShortId.Format(id);
}
