using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Core.Registrants;

namespace Lanyard.Server.Web.Registrants;

/// <summary>What is done to a person without a page of its own.</summary>
internal static class PersonEndpoints
{
    // For people to read; it goes out as a file, never inside HTML.
    private static readonly PersonJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static void MapPersons(this WebApplication app) =>
        app.MapPost("/organise/events/{eventId}/registrants/{registrantId}/export", ExportAsync).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        string registrantId, PageContext page, RegistrantDirectory registrants, CancellationToken cancellation)
    {
        var registrant = await registrants.FindByAddressOrNullAsync(page, registrantId);
        var person = registrant is null
            ? null
            : await registrants.ExportAsync(page.Event.Id, registrant.Key, page.Actor, cancellation);
        return person is null
            ? Results.StatusCode(404)
            : Results.File(JsonSerializer.SerializeToUtf8Bytes(person, Json.Person), "application/json", $"person-{registrantId}.json");
    }
}

[JsonSerializable(typeof(Person))]
internal sealed partial class PersonJson : JsonSerializerContext;
