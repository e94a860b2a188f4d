using System.CommandLine;
using System.Globalization;
using Lanyard.Benchmarks;
using Lanyard.Benchmarks.Servers;

if (args is ["bare", var address])
{
    await BareServer.RunAsync(address);
    return 0;
}
if (args is ["sync", .. var rest])
    return await SyncBench.RunAsync(rest);
var store = new Option<string>("--store")
{
    Description = "sqlite, or a PostgreSQL connection string of an empty database", DefaultValueFactory = _ => "sqlite",
};
var connections = new Option<long[]>("--connections")
{
    Description = "Size of the store; several are measured in turns",
    DefaultValueFactory = _ => [1_000_000],
    AllowMultipleArgumentsPerToken = true,
};
var seconds = new Option<double>("--seconds") { Description = "Length of a burst", DefaultValueFactory = _ => 3 };
var rounds = new Option<int>("--rounds")
{
    Description = "Bursts of each, of which the median counts", DefaultValueFactory = _ => 5,
};
var only = new Option<string[]>("--only")
{
    Description = "Names of operations, or of the first words of a figure", AllowMultipleArgumentsPerToken = true,
};
var folder = new Option<string?>("--folder")
{
    Description = "Where the stores are made and kept for the next time; else they are deleted",
};
var plot = new Option<string?>("--plot") { Description = "Writes a plot of the ratios (SVG)" };
var report = new Option<string?>("--report") { Description = "Writes the tables (Markdown)" };
var root = new RootCommand("Measures the real server beside a bare one")
{
    store, connections, seconds, rounds, only, folder, plot, report,
};
root.SetAction(async parsed =>
{
    var settings = new Settings(
        parsed.GetValue(store)!, parsed.GetValue(connections)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rounds),
        parsed.GetValue(only) ?? []);
    var path = parsed.GetValue(folder);
    var place = path is null ? Directory.CreateTempSubdirectory("lanyard-bench-").FullName
        : Directory.CreateDirectory(path).FullName;
    try
    {
        var (results, figures) = await Run.AllAsync(settings, place);
        var text = $"{Report.Table(results)}{Environment.NewLine}{Report.Table(figures)}";
        Console.WriteLine();
        Console.WriteLine(text);
        if (parsed.GetValue(report) is { } reportPath)
            await File.WriteAllTextAsync(reportPath, text);
        if (parsed.GetValue(plot) is { } plotPath)
            await File.WriteAllTextAsync(plotPath,
                Report.Plot(results, $"Rate beside the ceiling, {(settings.IsPostgres ? "PostgreSQL" : "SQLite")}"));
    }
    finally
    {
        if (path is null)
            Directory.Delete(place, recursive: true);
    }
});
return await root.Parse(args).InvokeAsync();
