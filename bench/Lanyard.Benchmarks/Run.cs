using System.Globalization;
using Lanyard.Benchmarks.Servers;

namespace Lanyard.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings(string Store, IReadOnlyList<long> Connections, TimeSpan Length, int Rounds,
    IReadOnlyList<string> Only)
{
    public bool IsPostgres => Store != "sqlite";

    public bool Wants(string name) => Only.Count == 0
        || Only.Any(o => name.StartsWith(o, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One run: servers up, everything measured, servers down.</summary>
internal static class Run
{
    private const string Server = "Lanyard.Server";
    private static readonly TimeSpan LogLength = TimeSpan.FromSeconds(20);

    public static async Task<(IReadOnlyList<Result> Results, IReadOnlyList<Figure> Figures)> AllAsync(
        Settings settings, string folder)
    {
        if (settings.IsPostgres && settings.Connections.Count > 1)
            throw new InvalidOperationException("One database holds one size: name one --connections with --store.");
        await using var bare = await ServerProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Lanyard.Benchmarks.dll"), "/2", url => ["bare", url]);
        var targets = new List<Target>();
        try
        {
            foreach (var size in settings.Connections.Order())
            {
                var place = Directory.CreateDirectory(
                    Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture))).FullName;
                targets.Add(await Target.StartAsync(ServerAssembly(), place, settings.Store, new(size)));
            }
            return await MeasureAsync(settings, bare, targets);
        }
        finally
        {
            foreach (var target in targets)
                await target.DisposeAsync();
        }
    }

    private static async Task<(List<Result>, List<Figure>)> MeasureAsync(
        Settings settings, ServerProcess bare, List<Target> targets)
    {
        var results = new List<Result>();
        var figures = new List<Figure>();
        var bench = new Bench(bare, targets, settings.Length, settings.Rounds, settings.IsPostgres);
        foreach (var operation in Operation.All.Where(o => settings.Wants(o.Name)))
        {
            var measured = bench.Measure(operation).ToList();
            results.AddRange(measured);
            Console.Error.Write(Report.Table(measured));
            if (operation.IsFlat)
                figures.AddRange(Bench.Flatness(measured));
        }
        foreach (var target in targets)
        {
            if (settings.Wants("scan alone"))
                figures.AddRange(Special.ScanAlone(target, settings.Length, settings.Rounds, settings.IsPostgres));
            if (settings.Wants("fan-out"))
                figures.AddRange(await Special.FanOutAsync(target));
            if (settings.Wants("write-ahead log") && !settings.IsPostgres)
                figures.Add(Special.Log(target, LogLength));
            if (settings.Wants("import"))
                figures.AddRange(await Special.ImportAsync(target));
            figures.Add(new("memory of the server, most ever", target.Size, target.Server.PeakMemory, "MiB", 300));
        }
        return (results, figures);
    }

    /// <summary>The server as the build left it, beside this program.</summary>
    private static string ServerAssembly()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(configuration.Parent!.Parent!.FullName, Server, configuration.Name, Server + ".dll");
        return File.Exists(path) && configuration.Name == "release"
            ? path
            : throw new InvalidOperationException("Build and start with -c Release.");
    }
}
