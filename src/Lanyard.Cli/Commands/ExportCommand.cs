using System.CommandLine;
using Lanyard.Cli.Configuration;
using Lanyard.Client;
using Lanyard.Sync;
using Lanyard.Sync.Files;

namespace Lanyard.Cli.Commands;

/// <summary><c>lanyard export</c>: the leads in a file, once, without a target.</summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";
    private static readonly string[] States = ["completed", "noAccess", "noLicense", "all"];

    public static Command Create()
    {
        var source = new SourceOptions();
        var path = new Argument<string>("file") { Description = "The file to write; - for standard output" };
        var type = new Option<string?>("--type") { Description = $"{string.Join(", ", LeadFormat.Names)}; by the file's name when left out" };
        var from = new Option<long>("--from") { Description = "Leads with a revision above this one" };
        var states = new Option<string[]>("--state")
        {
            Description = "completed, noAccess, noLicense, or all", DefaultValueFactory = _ => ["completed"], AllowMultipleArgumentsPerToken = true,
        };
        var set = new Option<string[]>("--set") { Description = "An option of the format, such as --set delimiter=;" };
        var field = new Option<string[]>("--field") { Description = "A heading and its source, such as --field \"Rating=question:Lead rating\"" };
        var command = new Command("export", "Write the leads to a file: CSV, JSON Lines, XLSX or Parquet") { path, type, from, states, set, field };
        source.AddTo(command);
        command.SetAction((parsed, cancellation) => Output.ReportAsync(async () =>
        {
            var file = parsed.GetRequiredValue(path);
            var wanted = parsed.GetValue(states)!;
            if (wanted.FirstOrDefault(s => !States.Contains(s, StringComparer.OrdinalIgnoreCase)) is { } unknown)
                throw new SettingsException($"There is no state {unknown}. There are {string.Join(", ", States)}.");
            var settings = new ExportSettings(parsed.GetValue(type) ?? TypeOf(file))
            {
                After = parsed.GetValue(from) is >= 0 and var after ? after : throw new SettingsException("--from takes a revision, 0 or more."),
                States = wanted.Contains("all", StringComparer.OrdinalIgnoreCase) ? [] : wanted,
                Options = NamedValues.Read(parsed.GetValue(set), "--set"),
                Fields = NamedValues.ReadFields(parsed.GetValue(field), "--field"),
            };
            CheckOptions(settings);
            await RunAsync(source.Read(parsed), settings, file, cancellation);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task RunAsync(SourceSettings source, ExportSettings settings, string file, CancellationToken cancellation)
    {
        var credential = await source.ReadCredentialAsync(Output.Say, cancellation);
        var feed = new ConnectionsFeed(new ConnectionsClient(source.Url, credential), source.Url);
        var progress = new ProgressLine("export");
        ExportResult result;
        if (file == StandardOutput)
        {
            await using var output = Console.OpenStandardOutput();
            result = await Export.RunAsync(feed, settings, output, progress, cancellation);
        }
        else
            result = await Export.RunAsync(feed, settings, file, progress, cancellation);
        progress.End();
        Output.Say($"{result.Leads:N0} leads, up to revision {result.Position}. What is new later: --from {result.Position}");
    }

    private static void CheckOptions(ExportSettings settings)
    {
        if (!LeadFormat.Names.Contains(settings.Format))
            return;
        // The path is the file that is named.
        NamedValues.CheckKnown(settings.Format, settings.Options.Keys,
            [.. TargetCatalog.Find(settings.Format).Options.Select(o => o.Name).Where(o => o != "path")]);
    }

    private static string TypeOf(string file) => Path.GetExtension(file).TrimStart('.').ToLowerInvariant() is var extension
        && LeadFormat.Names.Contains(extension)
            ? extension
            : throw new SettingsException($"Say what to write by --type: {string.Join(", ", LeadFormat.Names)}.");
}
