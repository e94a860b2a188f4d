using Lanyard.Core.Accounts;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Browser.Tests;

/// <summary>How every owner begins: the set-up link, the account, the first event.</summary>
internal static class Beginning
{
    public const string Email = "ada@example.com";
    public const string Password = "four words nobody guesses";

    /// <summary>Passkeys belong to a name, which an address of numbers is not.</summary>
    public static Uri Address(TestServer server) => new UriBuilder(server.Http.BaseAddress!) { Host = "localhost" }.Uri;

    public static async Task SetUpAsync(TestServer server, Visitor visitor)
    {
        var secret = await server.App.Services.GetRequiredService<Invitations>().SetUpOrNullAsync(default);
        await visitor.Page.GotoAsync($"/organise/set-up/{secret}");
        await visitor.FillAsync(("Organiser", "Fairs Ltd"), ("Name", "Ada"), ("Email", Email), ("Password", Password));
        await visitor.PressAsync("Make the account");
        await visitor.Page.GetByText("Your account was made.").WaitForAsync();
    }

    public static async Task MakeEventAsync(Visitor visitor)
    {
        await visitor.FillAsync(("Name", "Spring fair"), ("StartsOn", "2027-03-02"), ("EndsOn", "2027-03-04"));
        await visitor.PressAsync("Make the event");
    }
}
