using Lanyard.Core;
using Lanyard.Core.Registrants;

namespace Lanyard.Server.Web.Registrants;

/// <summary>A registrant by the address of the page: by Lanyard's own id, because a key may be an e-mail address.</summary>
internal static class RegistrantAddress
{
    public static async Task<Registrant?> FindByAddressOrNullAsync(this RegistrantDirectory registrants, PageContext page, string text) =>
        ShortId.TryParse(text, out var id)
            ? await registrants.FindOrNullAsync(page.Event.Id, id, page.Http.RequestAborted)
            : null;
}
