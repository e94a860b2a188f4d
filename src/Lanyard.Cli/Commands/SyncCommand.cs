using System.CommandLine;
using Lanyard.Cli.Configuration;

namespace Lanyard.Cli.Commands;

/// <summary><c>lanyard sync</c>: brings what is new to every target, once or again and again.</summary>
internal static class SyncCommand
{
    // The guide suggests a minute; more than this would be "unnecessary frequency".
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var options = new SyncOptions();
        var names = new Argument<string[]>("target") { Description = "Targets by name; all when none is named", Arity = ArgumentArity.ZeroOrMore };
        var every = new Option<string?>("--every") { Description = "Go on for ever, at this interval: 30s, 1m, 1h" };
        var format = Formats.Option();
        var command = new Command("sync", "Keep databases, files and CRM in step with the leads") { names, every, format };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => Output.ReportAsync(async () =>
        {
            var settings = options.Read(parsed);
            var targets = settings.Select(parsed.GetValue(names)!);
            var interval = parsed.GetValue(every) is { } text ? ReadInterval(text) : (TimeSpan?)null;
            using var session = await SyncSession.OpenAsync(settings, cancellation);
            await using var runner = new SyncRunner(session, targets, parsed.GetValue(format));
            return interval is { } wait ? await runner.RunForeverAsync(wait, cancellation) : await runner.RunOnceAsync(cancellation);
        }));
        command.Add(SyncInitCommand.Create(options));
        command.Add(SyncStatusCommand.Create(options));
        command.Add(SyncDoctorCommand.Create(options));
        command.Add(SyncRetryCommand.Create(options));
        command.Add(SyncResetCommand.Create(options));
        return command;
    }

    private static TimeSpan ReadInterval(string text)
    {
        var seconds = text is [.. var digits, var unit] && int.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out var count)
            ? unit switch { 's' => count, 'm' => 60L * count, 'h' => 3600L * count, _ => 0 }
            : 0;
        if (seconds is < 1 or > 86_400)
            throw new SettingsException($"--every takes an interval up to a day such as 30s, 1m or 1h, not {text}.");
        var interval = TimeSpan.FromSeconds(seconds);
        return interval >= ShortestInterval
            ? interval
            : throw new SettingsException($"--every {text} is more often than fair use allows; the shortest is {ShortestInterval.TotalSeconds:0}s.");
    }
}
