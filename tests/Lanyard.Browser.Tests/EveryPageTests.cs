using Lanyard.Core.Accounts;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>All pages of the organiser and of exhibitors, as they are in the demo show.</summary>
public sealed class EveryPageTests(Chromium chromium)
{
    [Fact]
    public async Task Every_page_is_accessible_and_fits_on_a_phone_and_a_desk_by_day_and_by_night()
    {
        await using var server = await TestServer.StartAsync();
        await using var visitor = await Visitor.ComeAsync(chromium.Browser, Beginning.Address(server), 1280, ColorScheme.Light);
        var seen = new List<(string Template, string Address)>
        {
            ("/organise/set-up/{secret}", "/organise/set-up/" + await server.App.Services.GetRequiredService<Invitations>().SetUpOrNullAsync(default)),
        };
        await visitor.LooksAtAsync(seen);
        var walk = await DemoWalk.MakeAsync(server);
        seen.AddRange(await walk.SignedOutAsync());
        await visitor.LooksAtAsync(seen.Skip(1));
        await SignInAsync(visitor, walk);
        await visitor.SeesAsync("/organise", "Events");
        var inside = await walk.SignedInAsync();
        await visitor.LooksAtAsync(inside);
        seen.AddRange(inside);
        await visitor.Page.GotoAsync("/organise");
        await visitor.PressAsync("Sign out");
        await walk.AskForCodeAsync();
        await SignInAsync(visitor, walk);
        await visitor.SeesAsync("/organise/sign-in/code", "Second factor");
        await visitor.LooksAtAsync([("/organise/sign-in/code", "/organise/sign-in/code")]);
        seen.Add(("/organise/sign-in/code", ""));

        var templates = ((IEndpointRouteBuilder)server.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(template => !template.StartsWith("/register", StringComparison.Ordinal));
        // A new page is given its place in DemoWalk.
        Assert.Equal(templates.Distinct().Order(StringComparer.Ordinal), seen.Select(s => s.Template).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task SignInAsync(Visitor visitor, DemoWalk walk)
    {
        await visitor.Page.GotoAsync("/organise/sign-in");
        await visitor.FillAsync(("Email", walk.Email), ("Password", walk.Password));
        await visitor.PressAsync("Sign in");
    }
}
