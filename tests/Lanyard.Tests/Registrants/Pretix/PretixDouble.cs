using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanyard.Tests.Registrants.Pretix;

/// <summary>
/// A pretix with one event, after its documented REST API: pages with count and next, X-Page-Generated, modified_since
/// (inclusive), ordering by the time of the order, cancelled positions on request, 401 for an unknown token, 403 for what
/// does not exist or may not be seen, 404 for a page that is none.
/// </summary>
public sealed class PretixDouble : IAsyncDisposable
{
    public const string Token = "e1l6gq2ye72thbwkacj7jbri7a7tvxe6";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, JsonObject> _orders = [];
    private WebApplication _app = null!;

    /// <summary>Its own clock, which is not ours.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public int MostOfPage { get; set; } = 50;

    public bool MayViewOrders { get; set; } = true;

    /// <summary>Called before each page of orders is read, with its number; may change orders, or answer for itself.</summary>
    public Func<int, HttpContext, bool>? BeforePage { get; set; }

    public int PagesServed { get; private set; }

    public int FullWalks { get; private set; }

    public JsonArray Products { get; } = JsonNode.Parse(
        """[{"id":1,"name":{"de":"Eintritt","en":"Ticket"},"admission":true},{"id":2,"name":{"en":"T-shirt"},"admission":false}]""")!.AsArray();

    public JsonArray Questions { get; } = JsonNode.Parse(
        """
        [{"id":7,"identifier":"FOOD","question":{"en":"What do you eat?"},"type":"C",
          "options":[{"id":1,"identifier":"MEAT","answer":{"en":"Meat"}},{"id":2,"identifier":"VEG","answer":{"en":"Vegetables"}}]},
         {"id":8,"identifier":"NEWS","question":{"en":"Newsletter?"},"type":"B","options":[]},
         {"id":9,"identifier":"CV","question":{"en":"Upload"},"type":"F","options":[]}]
        """)!.AsArray();

    public string Url => _app.Urls.First();

    public static async Task<PretixDouble> StartAsync()
    {
        var pretix = new PretixDouble();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        pretix._app = builder.Build();
        pretix._app.Run(pretix.AnswerAsync);
        await pretix._app.StartAsync();
        return pretix;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Adds the order with this number, or changes it.</summary>
    public void Put(int number, Action<JsonObject> change)
    {
        lock (_lock)
        {
            if (!_orders.TryGetValue(number, out var order))
                _orders[number] = order = NewOrder(number);
            change(order);
            order["last_modified"] = Now.ToString("O", CultureInfo.InvariantCulture);
        }
    }

    public void Delete(int number)
    {
        lock (_lock)
            _orders.Remove(number);
    }

    public List<JsonObject> Orders()
    {
        lock (_lock)
            return [.. _orders.Values.Select(o => JsonNode.Parse(o.ToJsonString())!.AsObject())];
    }

    public static JsonObject NewPosition(long id, string name) => new()
    {
        ["id"] = id, ["positionid"] = 1, ["canceled"] = false, ["item"] = 1, ["subevent"] = null,
        ["attendee_name"] = name, ["attendee_name_parts"] = new JsonObject { ["_scheme"] = "full", ["full_name"] = name },
        ["attendee_email"] = null, ["company"] = null, ["street"] = null, ["zipcode"] = null, ["city"] = null,
        ["country"] = null, ["state"] = null, ["addon_to"] = null, ["secret"] = $"secret-of-{id}", ["blocked"] = null,
        ["answers"] = new JsonArray(), ["checkins"] = new JsonArray(),
    };

    private static JsonObject NewOrder(int number) => new()
    {
        ["code"] = $"O{number:D4}", ["status"] = "p", ["testmode"] = false, ["require_approval"] = false,
        ["valid_if_pending"] = false, ["email"] = $"buyer{number}@example.com", ["phone"] = null, ["invoice_address"] = null,
        ["positions"] = new JsonArray(NewPosition(number * 10, $"Person {number}")),
    };

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.Request.Headers.Authorization != "Token " + Token)
            return WriteAsync(context, 401, new JsonObject { ["detail"] = "Invalid token." });
        return path switch
        {
            "/api/v1/organizers/" => PageAsync(context, [new JsonObject { ["slug"] = "shows" }], 50),
            "/api/v1/organizers/shows/events/expo/" => WriteAsync(context, 200, new JsonObject { ["name"] = new JsonObject { ["en"] = "Expo" } }),
            "/api/v1/organizers/shows/events/expo/items/" => PageAsync(context, [.. Products.Select(p => p!)], 1),
            "/api/v1/organizers/shows/events/expo/questions/" => PageAsync(context, [.. Questions.Select(q => q!)], 50),
            "/api/v1/organizers/shows/events/expo/orders/" when MayViewOrders => OrdersAsync(context),
            _ => WriteAsync(context, 403, new JsonObject { ["detail"] = "You do not have permission to perform this action." }),
        };
    }

    private Task OrdersAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var page = int.Parse(query["page"]!, CultureInfo.InvariantCulture);
        // Written by pretix at the beginning of its work, before the orders are read.
        context.Response.Headers["X-Page-Generated"] = Now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        if (BeforePage?.Invoke(page, context) ?? false)
            return context.Response.WriteAsync("");
        if (page == 1 && query["modified_since"].Count == 0)
            FullWalks++;
        PagesServed++;
        var since = query["modified_since"].Count == 0
            ? DateTimeOffset.MinValue
            : DateTimeOffset.Parse(query["modified_since"]!, CultureInfo.InvariantCulture);
        var found = Orders().Where(o => DateTimeOffset.Parse((string)o["last_modified"]!, CultureInfo.InvariantCulture) >= since).ToList();
        if (query["include_canceled_positions"] != "true")
        {
            foreach (var positions in found.Select(o => o["positions"]!.AsArray()))
                positions.RemoveAll(p => (bool)p!["canceled"]!);
        }
        return PageAsync(context, [.. found], Math.Min(MostOfPage, int.Parse(query["page_size"]!, CultureInfo.InvariantCulture)));
    }

    private static Task PageAsync(HttpContext context, List<JsonNode> all, int size)
    {
        var page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        if (page > 1 && (page - 1) * size >= all.Count)
            return WriteAsync(context, 404, new JsonObject { ["detail"] = "Invalid page." });
        return WriteAsync(context, 200, new JsonObject
        {
            ["count"] = all.Count,
            ["next"] = page * size < all.Count ? "http://169.254.169.254/never-followed?page=" + (page + 1) : null,
            ["previous"] = null,
            ["results"] = new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(n => n.DeepClone())]),
        });
    }

    private static Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
