using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;
using Lanyard.Server.Stores;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Stores;

/// <summary>A folder, and on PostgreSQL an empty database, for commands that work on a store as a whole.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private StoreFolder(string folder, string? database) =>
        Settings = new StoreSettings { Folder = Path.Combine(folder, "data"), ConnectionString = database };

    public StoreSettings Settings { get; }

    public static async Task<StoreFolder> CreateAsync(TestStore store) => new(
        Directory.CreateTempSubdirectory("lanyard-test-").FullName,
        store is TestStore.Postgres ? await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() : null);

    public static StoreSettings Of(TestServer server) =>
        new() { Folder = server.Folder, ConnectionString = server.Database };

    public static ProgressLine Progress() => new(TextWriter.Null, isTerminal: false);

    /// <summary>A path beside the folder at which there is nothing.</summary>
    public string NewPath() => Path.Combine(Path.GetDirectoryName(Settings.Folder)!, Guid.NewGuid().ToString("N"));

    /// <summary>What <c>store check</c> prints, and the last line of its error output if it has one.</summary>
    public static async Task<string> CheckAsync(StoreSettings settings)
    {
        await using var output = new StringWriter();
        try
        {
            await new StoreInspection(settings, output, Progress(), TimeProvider.System)
                .RunAsync(TestContext.Current.CancellationToken);
        }
        catch (Lanyard.Core.Data.StoreException exception)
        {
            await output.WriteLineAsync(exception.Message);
        }
        return output.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Path.GetDirectoryName(Settings.Folder)!, recursive: true);
        if (Settings.ConnectionString is { } database)
            await (await PostgresCluster.SharedAsync()).DropDatabaseAsync(database);
    }
}
