using System.CommandLine;
using Lanyard.Cli.Configuration;
using Lanyard.Client;
using Lanyard.Sync;
using Lanyard.Sync.Leads;
using Spectre.Console;

namespace Lanyard.Cli.Commands;

/// <summary><c>lanyard sync doctor</c>: looks at both ends, changes nothing, and says in words what to put right.</summary>
internal static class SyncDoctorCommand
{
    public static Command Create(SyncOptions options)
    {
        var format = Formats.Option();
        var command = new Command("doctor", "Look at both ends and say what to put right; changes nothing") { format };
        command.SetAction((parsed, cancellation) => Output.ReportAsync(async () =>
        {
            var findings = new List<DoctorFinding>();
            await ExamineAsync(options, parsed, findings, cancellation);
            if (parsed.GetValue(format) is ResultFormat.Json)
                Output.Json(findings, ReportJson.Default.IReadOnlyListDoctorFinding);
            else
                findings.ForEach(Show);
            return findings.Exists(f => f.Result == "fault") ? ExitCodes.Fault : ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>The same for a source that the settings do not name yet.</summary>
    public static async Task<DoctorFinding> ExamineSourceAsync(ConnectionsClient client, CancellationToken cancellation)
    {
        try
        {
            var page = await client.GetPageAsync(Position.Start, cancellation);
            var states = page.Items.CountBy(l => Lead.IsCompleted(l) ? "completed" : l.State).Select(s => $"{s.Value} {s.Key}");
            return page.Items.Count == 0
                ? new("source", "warning", "The source accepts this client and has no leads yet.")
                : new("source", "fine", $"The source accepts this client. Its first page has {string.Join(", ", states)}.");
        }
        catch (Exception exception) when (Output.Explain(exception) is { } fault)
        {
            return new("source", "fault", fault.Text);
        }
    }

    /// <summary>What a target says of itself.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> ExamineTargetAsync(
        SyncSession session, TargetDescription description, CancellationToken cancellation)
    {
        try
        {
            if (TargetState.IsInUse(session.Settings.StatePath(description)))
                return [new(description.Name, "warning", "A lanyard is at work on it. Stop that one to have it looked at.")];
            await using var target = await session.OpenTargetAsync(description, cancellation);
            var found = (await target.Target.CheckAsync(cancellation))
                .Select(f => new DoctorFinding(description.Name, Word(f.Kind), f.Text)).ToList();
            if (target.State.Aside().Count is > 0 and var aside)
                found.Add(new(description.Name, "warning", $"{aside:N0} leads stand aside; lanyard sync status tells why."));
            return found.Count > 0 ? found : [new(description.Name, "fine", "Nothing is wrong.")];
        }
        catch (Exception exception) when (Output.Explain(exception) is { } fault)
        {
            cancellation.ThrowIfCancellationRequested();
            return [new(description.Name, "fault", fault.Text)];
        }
    }

    private static async Task ExamineAsync(
        SyncOptions options, ParseResult parsed, List<DoctorFinding> findings, CancellationToken cancellation)
    {
        SyncSettings settings;
        try
        {
            settings = options.Read(parsed);
            findings.Add(new("settings", "fine", $"{settings.Targets.Count} targets; positions are kept in {settings.StateFolder}."));
        }
        catch (Exception exception) when (Output.Explain(exception) is { } fault)
        {
            findings.Add(new("settings", "fault", fault.Text));
            return;
        }
        SyncSession session;
        try
        {
            session = await SyncSession.OpenAsync(settings, cancellation);
        }
        catch (SettingsException exception)
        {
            findings.Add(new("source", "fault", exception.Message));
            return;
        }
        using (session)
        {
            findings.Add(await ExamineSourceAsync(session.Client, cancellation));
            foreach (var description in settings.Targets)
                findings.AddRange(await ExamineTargetAsync(session, description, cancellation));
        }
    }

    public static void Show(DoctorFinding finding)
    {
        var (colour, sign) = finding.Result switch { "fine" => ("green", "fine   "), "warning" => ("yellow", "warning"), _ => ("red", "fault  ") };
        Output.Data.Markup($"[{colour}]{sign}[/] ");
        Output.Data.MarkupLineInterpolated($"{finding.Subject}: {finding.Text}");
    }

    private static string Word(FindingKind kind) => kind switch
    {
        FindingKind.Fine => "fine", FindingKind.Warning => "warning", _ => "fault",
    };
}
