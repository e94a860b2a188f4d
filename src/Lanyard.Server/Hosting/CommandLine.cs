using System.CommandLine;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting.Accounts;
using Lanyard.Server.Stores;

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
        var store = new Option<string?>("--store")
        {
            Description = "PostgreSQL database instead of the embedded one, such as \"Host=db;Database=lanyard;Username=lanyard\"",
            Recursive = true,
        };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, such as http://0.0.0.0:5080" };
        var demo = new Option<bool>("--demo") { Description = "Fill the store with a demo show and print what to try" };
        var root = new RootCommand("Lanyard: lead capture for trade shows") { data, store, urls, demo };
        root.TreatUnmatchedTokensAsErrors = !IsDescribing;
        root.SetAction((parsed, cancellation) => ReportAsync(() =>
            RunAsync(parsed.GetValue(data), parsed.GetValue(store), parsed.GetValue(urls), parsed.GetValue(demo), cancellation)));

        var name = new Argument<string>("name") { Description = "The organiser's name" };
        var create = new Command("create", "Make an organiser and print its API client once") { name };
        create.SetAction((parsed, cancellation) => ReportAsync(() => CreateOrganiserAsync(parsed.GetValue(data), parsed.GetValue(store), parsed.GetValue(name)!, cancellation)));
        root.Add(new Command("organiser", "Organisers of this installation") { create });
        root.Add(DemoCommand(data, store));
        root.Add(StoreCommands.Create(data, store));
        return root;
    }

    private static Command DemoCommand(Option<string?> data, Option<string?> store)
    {
        var registrants = new Option<int>("--registrants")
            { Description = "People with a badge", DefaultValueFactory = _ => 20_000 };
        var exhibitors = new Option<int>("--exhibitors")
            { Description = "Exhibitors with an API client", DefaultValueFactory = _ => 500 };
        var connections = new Option<long>("--connections")
            { Description = "Leads of all exhibitors", DefaultValueFactory = _ => 1_000_000 };
        var credentials = new Option<string?>("--credentials")
        {
            Description = "File for client secrets and badge codes, for its owner alone (show.json in the data folder)",
        };
        var demo =
            new Command("demo", "Fill a store with a made-up show of any size, for capacity tests. The store must hold "
            + "no connections yet, and no server may run on it meanwhile")
        {
            registrants, exhibitors, connections, credentials,
        };
        demo.SetAction((parsed, cancellation) => ReportAsync(() => FillAsync(
            parsed.GetValue(data), parsed.GetValue(store), parsed.GetValue(credentials),
            new(parsed.GetValue(registrants), parsed.GetValue(exhibitors), parsed.GetValue(connections)), cancellation)));
        return demo;
    }

    private static async Task FillAsync(string? data, string? database, string? credentials, ShowSize size, CancellationToken cancellation)
    {
        if (size.FaultOrNull() is { } fault)
            throw new SettingsException(fault);
        await using var app = Build(data, database, urls: null, quiet: true);
        await app.Services.GetRequiredService<IStore>().OpenAsync(cancellation);
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
        var show = await ActivatorUtilities.CreateInstance<ShowMaker>(app.Services)
            .MakeAsync(size, progress, cancellation);
        var path = credentials ?? Path.Combine(
            Path.GetFullPath(app.Services.GetRequiredService<StoreSettings>().Folder), "show.json");
        OwnerFile.Write(path, JsonSerializer.Serialize(show, ShowJson.Default.ShowFile));
        Console.WriteLine($"Client secrets and badge codes: {path}");
    }

    private static async Task RunAsync(string? data, string? store, string? urls, bool demo, CancellationToken cancellation)
    {
        await using var app = Build(data, store, urls, demo);
        app.UseServer();
        await app.StartAsync(cancellation);
        if (demo)
            await DemoShow.PrintAsync(app, cancellation);
        else if (!IsDescribing)
            await SetUpLink.PrintAsync(app, cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }

    private static async Task CreateOrganiserAsync(string? data, string? database, string name, CancellationToken cancellation)
    {
        await using var app = Build(data, database, urls: null, quiet: true);
        var store = app.Services.GetRequiredService<IStore>();
        await store.PrepareAsync(cancellation);
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

    /// <summary>Where the data lies, for a command that needs no server.</summary>
    public static StoreSettings StoreSettings(string? data, string? store) =>
        Hosting.StoreSettings.Read(Configured(data, store, urls: null, quiet: true).Configuration);

    private static WebApplication Build(string? data, string? store, string? urls, bool quiet) =>
        Configured(data, store, urls, quiet).AddServer().Build();

    internal static WebApplicationBuilder Configured(string? data, string? store, string? urls, bool quiet)
    {
        // Settings are read once. To watch their file is to watch the folder it is in with all below: the store's files among
        // them, of whose every write the system would then tell.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        if (quiet)
            builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        if (data is not null)
            builder.Configuration["Store:Folder"] = data;
        if (store is not null)
            builder.Configuration["Store:ConnectionString"] = store;
        if (urls is not null)
            builder.Configuration["urls"] = urls;
        return builder;
    }

    /// <summary>A fault of the operator's is a sentence and exit code 1, not a stack trace.</summary>
    public static async Task<int> ReportAsync(Func<Task> work)
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
