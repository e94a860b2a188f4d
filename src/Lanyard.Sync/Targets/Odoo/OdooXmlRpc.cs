using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>XML-RPC, which Odoo has up to 21.</summary>
internal sealed class OdooXmlRpc(TargetContext context) : OdooApi
{
    private const int Readings = 3;
    private const int AccessDenied = 3;
    private const int AccessError = 4;

    private readonly TargetHttp _http = new(context.Http, context.Time);
    private readonly string _root = context.Settings.Required("address").TrimEnd('/') + "/xmlrpc/2/";
    private readonly string _database = context.Settings.Required("database");
    private readonly string _login = context.Settings.Required("login");
    private readonly string _key = context.Settings.Required("key");
    private long? _user;

    public override string Name => "XML-RPC";

    public override async Task<JsonNode?> CallAsync(
        string model, string method, IReadOnlyList<long>? ids, JsonObject arguments, CancellationToken cancellation)
    {
        _user ??= await SignInAsync(cancellation);
        var positions = new JsonArray();
        if (ids is not null)
            positions.Add(new JsonArray([.. ids.Select(i => JsonValue.Create(i))]));
        return await SendAsync(
            "object", "execute_kw", [_database, _user.Value, _key, model, method, positions, arguments], cancellation);
    }

    private async Task<long> SignInAsync(CancellationToken cancellation) =>
        await SendAsync("common", "authenticate", [_database, _login, _key, new JsonObject()],
            cancellation) is JsonValue answer
        && answer.TryGetValue<long>(out var user)
            ? user
            : throw OdooKey.Refused($"for the login {_login}");

    private async Task<JsonNode?> SendAsync(
        string service, string method, JsonArray parameters, CancellationToken cancellation)
    {
        var body = XmlRpc.Call(method, parameters);
        for (var reading = 1; ; reading++)
        {
            using var response = await _http.SendAsync(
                () => new(HttpMethod.Post, new Uri(_root + service))
                {
                    Content = new StringContent(body, Encoding.UTF8, "text/xml"),
                },
                isRepeatable: true,
                cancellation);
            if (response.StatusCode == HttpStatusCode.NotFound)
                throw new TargetFaultException($"There is no Odoo at {context.Settings.Required("address")}.");
            if (!response.IsSuccessStatusCode)
                throw new OdooRefusal($"Odoo answered {(int)response.StatusCode}.");
            try
            {
                return XmlRpc.Answer(await response.Content.ReadAsStringAsync(cancellation));
            }
            catch (XmlRpcFault fault) when (fault.Code == AccessDenied)
            {
                throw OdooKey.Refused(fault.Message);
            }
            catch (XmlRpcFault fault)
            {
                throw new OdooRefusal(LastLine(fault.Message), isAccess: fault.Code == AccessError);
            }
            catch (XmlException) when (reading < Readings)
            {
                // Cut off, or a page for people: asked once more.
            }
            catch (XmlException exception)
            {
                throw new TargetUnavailableException("Odoo gives answers that cannot be read.", inner: exception);
            }
        }
    }

    // A fault of the server itself comes as a traceback, whose last line says what it was.
    private static string LastLine(string words) => words.StartsWith("Traceback", StringComparison.Ordinal)
        ? words.TrimEnd().Split('\n')[^1]
        : words;
}
