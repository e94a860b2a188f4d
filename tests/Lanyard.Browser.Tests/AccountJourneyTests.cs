using Lanyard.Server.Hosting.Accounts;
using Lanyard.Tests.Support;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>From the set-up link to a passkey.</summary>
public sealed class AccountJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task An_owner_sets_up_makes_an_event_protects_the_account_and_signs_in_with_a_passkey()
    {
        await using var server = await TestServer.StartAsync();
        await using var visitor = await Visitor.ComeAsync(chromium.Browser, Beginning.Address(server), 1280, ColorScheme.Light);
        var page = visitor.Page;
        await Beginning.SetUpAsync(server, visitor);
        await visitor.SeesAsync("/organise", "Events");

        await page.GotoAsync("/organise/events/new");
        await visitor.SeesAsync("/organise/events/new", "New event");
        await Beginning.MakeEventAsync(visitor);
        await visitor.SeesAsync("/organise/events/*", "Spring fair");

        await page.GotoAsync("/organise/account/second-factor");
        await visitor.SeesAsync("/organise/account/second-factor", "Second factor");
        var key = (await page.Locator("main code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await visitor.FillAsync(("Code", Code(key, 0)), ("Password", Beginning.Password));
        await visitor.PressAsync("Turn it on");
        await visitor.SeesAsync("/organise/account/second-factor", "Recovery codes");
        Assert.Equal(10, await page.Locator(".codes li").CountAsync());

        await visitor.TakeAuthenticatorAsync();
        await page.GotoAsync("/organise/account");
        await visitor.SeesAsync("/organise/account", "Your account");
        await visitor.FillAsync(("PasskeyName", "Laptop"));
        await visitor.PressAsync("Add a passkey");
        await page.GetByText("The passkey was added.").WaitForAsync();
        await visitor.PressAsync("Sign out");
        await visitor.SeesAsync("/organise/sign-in", "Sign in");

        // By keyboard alone.
        await visitor.TabToAsync("[name=Email]");
        await page.Keyboard.TypeAsync(Beginning.Email);
        await visitor.TabToAsync("[name=Password]");
        await page.Keyboard.TypeAsync(Beginning.Password);
        await page.Keyboard.PressAsync("Enter");
        await visitor.SeesAsync("/organise/sign-in/code", "Second factor");
        await visitor.TabToAsync("[name=Code]");
        await page.Keyboard.TypeAsync(Code(key, 1));
        await page.Keyboard.PressAsync("Enter");
        await visitor.SeesAsync("/organise", "Events");
        await visitor.TabToAsync("form[action='/organise/sign-out'] button");
        await page.Keyboard.PressAsync("Enter");
        await visitor.SeesAsync("/organise/sign-in", "Sign in");

        await visitor.PressAsync("Sign in with a passkey");
        await visitor.SeesAsync("/organise", "Events");
        await GiveUpProtectionAsync(visitor);
    }

    /// <summary>Removes the passkey and the second factor: the password alone is needed, and the passkey opens nothing.</summary>
    private static async Task GiveUpProtectionAsync(Visitor visitor)
    {
        var page = visitor.Page;
        await page.GotoAsync("/organise/account");
        await visitor.PressAsync("Remove Laptop");
        await page.GetByText("The passkey was removed, and all other sessions were ended.").WaitForAsync();
        await page.GotoAsync("/organise/account/second-factor");
        await visitor.FillAsync(("OffPassword", "not the password"));
        await visitor.PressAsync("Turn the second factor off");
        await page.GetByText("This is not your password.").First.WaitForAsync();
        await visitor.FillAsync(("OffPassword", Beginning.Password));
        await visitor.PressAsync("Turn the second factor off");
        await page.GetByText("The second factor is off, and all other sessions were ended.").WaitForAsync();
        await visitor.PressAsync("Sign out");
        await visitor.FillAsync(("Email", Beginning.Email), ("Password", Beginning.Password));
        await visitor.PressAsync("Sign in");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Events" }).WaitForAsync();
        await visitor.PressAsync("Sign out");
        await visitor.PressAsync("Sign in with a passkey");
        await page.GetByText("The passkey was not taken.").First.WaitForAsync();
    }

    [Fact]
    public async Task The_base_flow_needs_no_scripts()
    {
        await using var server = await TestServer.StartAsync();
        await using var visitor = await Visitor.ComeAsync(chromium.Browser, Beginning.Address(server), 360, ColorScheme.Light, scripts: false);
        await Beginning.SetUpAsync(server, visitor);
        await visitor.Page.GotoAsync("/organise/events/new");
        await Beginning.MakeEventAsync(visitor);
        await visitor.Page.GetByText("The event was made.").WaitForAsync();
        await visitor.PressAsync("Sign out");
        await visitor.FillAsync(("Email", Beginning.Email), ("Password", Beginning.Password));
        await visitor.PressAsync("Sign in");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Spring fair" }).WaitForAsync();
    }

    private static string Code(string key, int step) =>
        OneTimeCodes.CodeAt(key, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30 * step));
}
