using System.Net;
using System.Text.RegularExpressions;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Support;

/// <summary>A browser without scripts: keeps cookies, sends forms as they stand on the page.</summary>
public sealed class PageClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public PageClient(TestServer server, string language = "en")
    {
        Http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = true })
        {
            BaseAddress = server.Http.BaseAddress,
        };
        Http.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public HttpClient Http { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Status and address of the last answer, after redirects.</summary>
    public HttpStatusCode Status { get; private set; }

    public string Path { get; private set; } = "";

    /// <summary>A member of the server's first organiser, signed in.</summary>
    public static async Task<PageClient> SignedInAsync(TestServer server, OrganiserRole role = OrganiserRole.Owner, string language = "en")
    {
        var (email, password) = await AddMemberAsync(server, role);
        var page = new PageClient(server, language);
        await page.PostAsync("/organise/sign-in", "sign-in", new() { ["Email"] = email, ["Password"] = password });
        Assert.Equal("/organise", page.Path);
        return page;
    }

    /// <summary>An account of the server's first organiser, which is made when there is none.</summary>
    public static async Task<(string Email, string Password)> AddMemberAsync(TestServer server, OrganiserRole role)
    {
        var organiser = await server.App.Services.GetRequiredService<IStore>().WriteAsync(async data =>
        {
            var found = await data.Organisers.OrderBy(o => o.CreatedAt).FirstOrDefaultAsync();
            if (found is null)
                data.Add(found = new Organiser { Name = "Organiser", CreatedAt = TimeProvider.System.GetUtcNow() });
            return found;
        }, default);
        var (_, email, password) = await AddAccountAsync(server, organiser.Id, role);
        return (email, password);
    }

    /// <summary>An account that works for an organiser, or for none when that is 0.</summary>
    public static async Task<(long Id, string Email, string Password)> AddAccountAsync(
        TestServer server, long organiserId = 0, OrganiserRole role = OrganiserRole.Owner)
    {
        var (email, password) = ($"{Tokens.NewText()[..12]}@example.com", Tokens.NewText());
        var account = new Account
        {
            Email = email,
            NormalizedEmail = "",
            Name = "Member",
            OrganiserId = organiserId,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        await using (var scope = server.App.Services.CreateAsyncScope())
        {
            var made = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(account, password);
            Assert.True(made.Succeeded, string.Join(' ', made.Errors.Select(e => e.Description)));
        }
        if (organiserId != 0)
        {
            await server.App.Services.GetRequiredService<IStore>().WriteAsync(data => Task.FromResult(data.Add(new OrganiserMember
            {
                OrganiserId = organiserId,
                AccountId = account.Id,
                Role = role,
                AddedAt = TimeProvider.System.GetUtcNow(),
            })), default);
        }
        return (account.Id, email, password);
    }

    /// <summary>The page at an address, after redirects.</summary>
    public async Task<string> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await ReadAsync(response);
    }

    /// <summary>Loads the page, fills in one of its forms and sends it.</summary>
    /// <param name="form">Name of the form, as its <c>PostForm</c> has it, or the address it is sent to.</param>
    public async Task<string> PostAsync(string path, string form, Dictionary<string, string>? fields = null)
    {
        var html = await GetAsync(path);
        return await SendAsync(path, html, form, fields);
    }

    /// <summary>Fills in a form of a page that was loaded, and sends it.</summary>
    public async Task<string> SendAsync(string path, string html, string form, Dictionary<string, string>? fields = null)
    {
        var found = Regex.Matches(html, "<form [^>]*method=\"post\".*?</form>", RegexOptions.Singleline, Limit)
            .FirstOrDefault(f => f.Value.Contains($"{(form.StartsWith('/') ? "action" : "name=\"_handler\" value")}=\"{form}\"", StringComparison.Ordinal));
        Assert.True(found is not null, $"{path} ({Status}) has no form {form}:\n{html}");
        var values = Regex.Matches(found.Value, "<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, Limit)
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
        foreach (var (name, value) in fields ?? [])
            values[name] = value;
        using var content = new FormUrlEncodedContent(values);
        using var response = await Http.PostAsync(path, content);
        return await ReadAsync(response);
    }

    /// <summary>Sends a form that was put together elsewhere, such as one with files.</summary>
    public async Task<string> SendAsync(string path, HttpContent content)
    {
        using var response = await Http.PostAsync(path, content);
        return await ReadAsync(response);
    }

    /// <summary>The value of the input with this id; empty when there is none.</summary>
    public static string ValueOf(string html, string id) => WebUtility.HtmlDecode(
        Regex.Match(html, $"<input id=\"{id}\"[^>]* value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, Limit).Groups["value"].Value);

    public void Dispose() => Http.Dispose();

    private async Task<string> ReadAsync(HttpResponseMessage response)
    {
        (Status, Path) = (response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery);
        return await response.Content.ReadAsStringAsync();
    }
}
