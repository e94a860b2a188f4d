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
        // The width is not compared with the window's: a phone's grows with what is in it.
        var found = await page.EvaluateAsync<string[]>("""
            async ([width, rules]) => {
              const options = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) };
              const { violations } = await axe.run(document, options);
              const shown = document.documentElement.scrollWidth;
              return [...violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`), ...(shown > width ? [`${shown} wide`] : [])];
            }
            """, new object[] { page.ViewportSize!.Width, rules });
        return [.. found.Select(fault => $"{what}: {fault}")];
    }
}
