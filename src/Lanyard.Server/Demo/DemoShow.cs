using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Demo;

/// <summary>The demo show: made once, kept in <c>demo.json</c> for its owner alone, and told on the console.</summary>
internal static class DemoShow
{
    public static async Task PrintAsync(WebApplication app, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(app.Services.GetRequiredService<StoreSettings>().Folder);
        var path = Path.Combine(folder, "demo.json");
        var baseUrl = ServerAddress.Of(app);
        DemoFile file;
        if (File.Exists(path))
        {
            file = JsonSerializer.Deserialize(await File.ReadAllTextAsync(path, cancellation), DemoJson.Default.DemoFile)! with { BaseUrl = baseUrl };
        }
        else
        {
            Console.WriteLine("Making the demo show: 2,000 registrants, two exhibitors, 300 leads …");
            file = await ActivatorUtilities.CreateInstance<DemoMaker>(app.Services).MakeAsync(baseUrl, folder, cancellation);
        }
        file = await DemoAccount.AddAsync(app, file, cancellation);
        OwnerFile.Write(path, JsonSerializer.Serialize(file, DemoJson.Default.DemoFile));
        var client = file.Exhibitors[0];
        Console.WriteLine(
            $$"""

            Lanyard runs at {{baseUrl}} with the demo show "{{file.Event.Name}}".

            Get a token, then list the leads of {{client.Name}}:

              TOKEN=$(curl -s {{baseUrl}}/connect/oauth2/token -d grant_type=client_credentials -d client_id={{client.ClientId}} -d client_secret={{client.ClientSecret}} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
              curl -s {{baseUrl}}/connect/v1/connections -H "Authorization: Bearer $TOKEN"

            Run the show:          {{baseUrl}}/organise
              sign in as           {{file.Organiser.Email}}
              password             {{file.Organiser.Password}}
            Read and try the API:  {{baseUrl}}/docs
            The data lies in:      {{folder}}
            Ids, secrets, badges:  {{path}}

            """);
    }
}

/// <summary>What the demo made, for whoever tries it.</summary>
internal sealed record DemoFile(string BaseUrl, DemoEvent Event, DemoOrganiser Organiser, IReadOnlyList<DemoExhibitor> Exhibitors, DemoBadges Badges);

internal sealed record DemoEvent(string Id, string Name);

internal sealed record DemoOrganiser(string ClientId, string ClientSecret, string? Email, string? Password);

internal sealed record DemoExhibitor(string Id, string Name, string ClientId, string ClientSecret, string? ScanLink);

internal sealed record DemoBadges(IReadOnlyList<string> Unscanned, IReadOnlyList<string> RelatedEvent, IReadOnlyList<string> OtherEvent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DemoFile))]
internal sealed partial class DemoJson : JsonSerializerContext;
