using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>What is wrong with a page for people who do not see it well, or on a small screen.</summary>
internal static class PageFaults
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What axe finds, and whether the page is wider than the screen.</summary>
    /// <param name="what">How a fault calls the page.</param>
    /// <param name="rules">Ids of the rules that are looked at; all when there are none.</param>
    public static async Task<List<string>> FindAsync(IPage page, string what, params string[] rules)
    {
        // By itself: the package's own way makes a page more for each look, which takes most of the time.
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'"))
            await page.EvaluateAsync(Axe);
        var found = await page.EvaluateAsync<string[]>("""
            async rules => {
              const options = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) };
              const { violations } = await axe.run(document, options);
              return violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`);
            }
            """, rules);
        return [.. found.Select(fault => $"{what}: {fault}"), .. await TooWideAsync(page, what)];
    }

    /// <summary>Whether the page is wider than the screen; the window's own width is no measure, as a phone's grows with what is in it.</summary>
    public static async Task<List<string>> TooWideAsync(IPage page, string what)
    {
        var shown = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        return shown > page.ViewportSize!.Width ? [$"{what}: {shown} wide"] : [];
    }

    /// <summary>What can be reached by keyboard, and looks the same when it is.</summary>
    public static async Task<List<string>> UnseenFocusAsync(IPage page, string what)
    {
        // From then on, what gets the focus has it as by keyboard.
        await page.Keyboard.PressAsync("Tab");
        var found = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
              .filter(element => {
                element.focus();
                const { outlineStyle, outlineWidth } = getComputedStyle(element);
                return document.activeElement === element && (outlineStyle === 'none' || parseFloat(outlineWidth) < 2);
              })
              .map(element => element.outerHTML.slice(0, 200))
            """);
        return [.. found.Select(fault => $"{what}: the focus is not seen on {fault}")];
    }
}
