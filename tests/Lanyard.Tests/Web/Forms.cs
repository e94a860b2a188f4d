using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Web;

/// <summary>Forms that answer with something else than a page, or take a file.</summary>
internal static class Forms
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The hidden fields of the form that is sent to an address.</summary>
    public static Dictionary<string, string> Hidden(string html, string action)
    {
        var form = Regex.Matches(html, "<form [^>]*method=\"post\".*?</form>", RegexOptions.Singleline, Limit)
            .First(f => f.Value.Contains($"action=\"{action}\"", StringComparison.Ordinal)).Value;
        return Regex.Matches(form, "<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, Limit)
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
    }

    /// <summary>Sends a file by the form for imports, as a browser does or as the page's module does.</summary>
    /// <returns>Status, address after redirects, and the answer.</returns>
    public static async Task<(HttpStatusCode Status, string Path, string Body)> UploadAsync(
        PageClient page, TestServer server, HttpContent file, string name, bool byScript = false, bool withToken = true)
    {
        var address = $"/organise/events/{server.EventId}/import";
        var html = await page.GetAsync(address);
        using var form = new MultipartFormDataContent();
        if (withToken)
        {
            foreach (var (field, value) in Hidden(html, address + "/upload"))
                form.Add(new StringContent(value), field);
        }
        form.Add(file, "File", name);
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/upload") { Content = form };
        request.Headers.ExpectContinue = true;
        if (byScript)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await page.Http.SendAsync(request);
        return (response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, await response.Content.ReadAsStringAsync());
    }
}
