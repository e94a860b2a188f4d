using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Lanyard.Sync;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace Lanyard.Cli.Commands;

/// <summary><c>lanyard sync status</c>: how far each target has come, and what stands aside with its reason.</summary>
internal static class SyncStatusCommand
{
    private const int MostShown = 20;

    public static Command Create(SyncOptions options)
    {
        var format = Formats.Option();
        var command = new Command("status", "How far each target has come, and what failed and why") { format };
        command.SetAction((parsed, _) => Output.ReportAsync(() =>
        {
            var settings = options.Read(parsed);
            var statuses = settings.Targets
                .Select(t => Read(t.Name, t.Type, settings.StatePath(t))).ToList();
            if (parsed.GetValue(format) is ResultFormat.Json)
                Output.Json(statuses, ReportJson.Default.IReadOnlyListTargetStatus);
            else
                Show(statuses);
            return Task.FromResult(statuses.Any(s => s.Outcome is "fault" or "unavailable" or "restricted") ? ExitCodes.Fault
                : statuses.Any(s => s.Aside.Count > 0) ? ExitCodes.Aside : ExitCodes.Done);
        }));
        return command;
    }

    private static TargetStatus Read(string name, string type, string path)
    {
        if (!File.Exists(path))
            return new(name, type, Running: false, 0, null, null, null, []);
        try
        {
            var isRunning = TargetState.IsInUse(path);
            using var state = TargetState.OpenToRead(path);
            var last = state.Get(LastOutcome.Fact) is { } text ? JsonSerializer.Deserialize(text, ReportJson.Default.LastOutcome) : null;
            return new(name, type, isRunning, Math.Max(state.Position, last?.Position ?? 0), last?.Time, last?.Outcome, last?.Reason, state.Aside());
        }
        catch (SqliteException exception)
        {
            return new(name, type, Running: false, 0, null, "fault", KeptFile.Explain(exception, path), []);
        }
    }

    private static void Show(IReadOnlyList<TargetStatus> statuses)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("target", "type", "position", "last news", "outcome", "set aside");
        foreach (var status in statuses)
        {
            table.AddRow(new[]
            {
                status.Target, status.Type, status.Position == 0 ? "not begun" : $"{status.Position}",
                status.Since is { } time ? time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "", Outcome(status), $"{status.Aside.Count:N0}",
            }.Select(Markup.Escape).ToArray());
        }
        Output.Data.Write(table);
        foreach (var status in statuses)
            ShowAside(status);
    }

    private static void ShowAside(TargetStatus status)
    {
        if (status.Reason is not null)
            Output.Data.MarkupLineInterpolated($"[red]{status.Target}: {status.Reason}[/]");
        if (status.Aside.Count == 0)
            return;
        Output.Data.MarkupLineInterpolated($"{status.Target} could not take these. Put right what the reason says, then: lanyard sync retry {status.Target}");
        foreach (var lead in status.Aside.Take(MostShown))
            Output.Data.MarkupLineInterpolated($"  {lead.Id}  {lead.Reason}");
        if (status.Aside.Count > MostShown)
            Output.Data.MarkupLineInterpolated($"  and {status.Aside.Count - MostShown:N0} more (--format json lists all)");
    }

    private static string Outcome(TargetStatus status) => (status.Outcome, status.Running) switch
    {
        (null, false) => "never ran",
        (null, true) => "running",
        (var outcome, true) => $"{outcome}, running",
        var (outcome, _) => outcome,
    };
}
