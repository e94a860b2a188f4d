using System.Text;
using System.Text.RegularExpressions;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>A server that was updated has another version of the scanner, at other addresses.</summary>
public sealed class ScannerUpdateTests
{
    private const string New = "ffffffffffff";

    private string _old = "";
    private bool _isUpdated;
    private bool _isFailing;

    [Fact]
    public async Task A_new_version_of_the_app_is_told_of_and_taken_and_nothing_that_waits_is_lost()
    {
        await using var show = await ScanShow.StartAsync(5, AnswerAsync);
        var html = await show.Server.Http.GetStringAsync("/connect/scan");
        _old = Regex.Match(html, "/a/(?<version>[0-9a-f]{12})/app.js", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["version"].Value;
        await using var phone = await show.JoinAsync();
        var page = phone.Page;
        await phone.KeptForOfflineAsync();
        _isFailing = true;
        await phone.ScanAsync("badge-0", 0);
        await phone.Context.SetOfflineAsync(true);
        await phone.ScanAsync("badge-1", 1);
        Assert.Equal(0, await page.GetByText("There is a new version").CountAsync());

        _isUpdated = true;
        await phone.Context.SetOfflineAsync(false);
        // A browser lets the worker before it finish, which Chromium takes half a minute for.
        await page.GetByText("There is a new version").WaitForAsync(new() { Timeout = 120_000 });
        await phone.ScanAsync("badge-2", 2);
        Assert.Null(await VersionAsync(page));
        await phone.PressAsync("Take it now");
        await page.Locator("html[data-version=new]").WaitForAsync();
        await phone.CountsAsync(3);
        await phone.ScanAsync("badge-3", 3);

        await phone.Context.SetOfflineAsync(true);
        await page.ReloadAsync();
        await phone.CountsAsync(4);
        Assert.Equal("new", await VersionAsync(page));
        await phone.ScanAsync("badge-4", 4);
        _isFailing = false;
        await phone.Context.SetOfflineAsync(false);
        await phone.CountsAsync(0);
        Assert.Equal(5, (await show.LeadsAsync()).Count);
        Assert.Equal(5, (await show.ScansAsync()).Count);
        Assert.Empty(phone.Complaints);
    }

    private static Task<string?> VersionAsync(IPage page) => page.Locator("html").GetAttributeAsync("data-version");

    private async Task AnswerAsync(HttpContext context, Func<Task> go)
    {
        var path = context.Request.Path.Value!;
        if (_isFailing && path.EndsWith("/items", StringComparison.Ordinal))
            context.Response.StatusCode = 503;
        else if (!_isUpdated
            || path is not ("/connect/scan" or "/connect/scan/sw.js") && !path.StartsWith("/connect/scan/a/", StringComparison.Ordinal))
            await go();
        else if (path.Contains(_old, StringComparison.Ordinal))
            context.Response.StatusCode = 404;
        else
            await AnswerUpdatedAsync(context, go);
    }

    /// <summary>The same files, in which another version stands.</summary>
    private async Task AnswerUpdatedAsync(HttpContext context, Func<Task> go)
    {
        var isApp = context.Request.Path.Value!.EndsWith("/app.js", StringComparison.Ordinal);
        context.Request.Path = context.Request.Path.Value.Replace(New, _old, StringComparison.Ordinal);
        context.Request.Headers.AcceptEncoding = "";
        var body = context.Response.Body;
        using var file = new MemoryStream();
        context.Response.Body = file;
        await go();
        context.Response.Body = body;
        var content = file.ToArray();
        if (context.Response.ContentType!.StartsWith("text/", StringComparison.Ordinal))
        {
            var text = Encoding.UTF8.GetString(content).Replace(_old, New, StringComparison.Ordinal);
            content = Encoding.UTF8.GetBytes(isApp ? text + "\ndocument.documentElement.dataset.version = \"new\";\n" : text);
        }
        context.Response.ContentLength = content.Length;
        await body.WriteAsync(content);
    }
}
