using System.CommandLine;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Server.Demo;

namespace Lanyard.Server.Hosting;

/// <summary>The command line of the server: run it, or do one thing with its store.</summary>
internal static class CommandLine
{
    /// <summary>
    /// True while the build writes the OpenAPI document: the tool starts the program with arguments of its own, and nothing
    /// may be made on disk.
    /// </summary>
    public static bool IsDescribing => System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    public static RootCommand Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of the database, the key and the files", Recursive = true };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, such as http://0.0.0.0:5080" };
        var demo = new Option<bool>("--demo") { Description = "Fill the store with a demo show and print what to try" };
        var root = new RootCommand("Lanyard: lead capture for trade shows") { data, urls, demo };
        root.TreatUnmatchedTokensAsErrors = !IsDescribing;
        root.SetAction((parsed, cancellation) => ReportAsync(() =>
            RunAsync(parsed.GetValue(data), parsed.GetValue(urls), parsed.GetValue(demo), cancellation)));

        var name = new Argument<string>("name") { Description = "The organiser's name" };
        var create = new Command("create", "Make an organiser and print its API client once") { name };
        create.SetAction((parsed, cancellation) => ReportAsync(() => CreateOrganiserAsync(parsed.GetValue(data), parsed.GetValue(name)!, cancellation)));
        root.Add(new Command("organiser", "Organisers of this installation") { create });
        return root;
    }

    private static async Task RunAsync(string? data, string? urls, bool demo, CancellationToken cancellation)
    {
        await using var app = Build(data, urls, demo);
        app.UseServer();
        await app.StartAsync(cancellation);
        if (demo)
            await DemoShow.PrintAsync(app, cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }

    private static async Task CreateOrganiserAsync(string? data, string name, CancellationToken cancellation)
    {
        await using var app = Build(data, urls: null, quiet: true);
        var store = app.Services.GetRequiredService<IStore>();
        await store.OpenAsync(cancellation);
        var clients = app.Services.GetRequiredService<ApiClients>();
        var issued = await store.WriteAsync(context =>
        {
            var organiser = new Organiser { Name = name, CreatedAt = TimeProvider.System.GetUtcNow() };
            context.Organisers.Add(organiser);
            return Task.FromResult(clients.Create(context, organiser.Id, null, "Command line").Secret);
        }, cancellation);
        Console.WriteLine($"client_id:     {issued.ClientId}");
        Console.WriteLine($"client_secret: {issued.Secret}");
        await Console.Error.WriteLineAsync("The secret is not shown again. With it, /organise/v1 is open to this organiser.");
    }

    /// <param name="quiet">Who reads the console is told by others than the host where it runs.</param>
    private static WebApplication Build(string? data, string? urls, bool quiet)
    {
        var builder = WebApplication.CreateBuilder();
        if (quiet)
            builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        if (data is not null)
            builder.Configuration["Store:Folder"] = data;
        if (urls is not null)
            builder.Configuration["urls"] = urls;
        return builder.AddServer().Build();
    }

    /// <summary>A fault of the operator's is a sentence and exit code 1, not a stack trace.</summary>
    private static async Task<int> ReportAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception exception) when (exception is SettingsException or StoreException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
