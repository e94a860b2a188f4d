using System.CommandLine;
using Lanyard.Cli.Configuration;
using Lanyard.Client;
using Lanyard.Sync;
using Lanyard.Sync.Leads;
using Spectre.Console;

namespace Lanyard.Cli.Commands;

/// <summary>
/// <c>lanyard sync init</c>: asks for both ends, tests them, shows the first leads as they would arrive, creates what the
/// target lacks, and writes the settings.
/// </summary>
internal static class SyncInitCommand
{
    private const int Shown = 10;

    public static Command Create(SyncOptions options)
    {
        var command = new Command("init", "Ask for both ends, test them, show what would arrive, and write the settings");
        command.SetAction((parsed, cancellation) => Output.ReportAsync(() =>
            RunAsync(options.FilePath(parsed), Output.Talk, cancellation)));
        return command;
    }

    internal static async Task<int> RunAsync(string path, IAnsiConsole console, CancellationToken cancellation)
    {
        if (File.Exists(path))
            throw new SettingsException($"{path} exists. Move it away first, or name another file with --config.");
        if (!console.Profile.Capabilities.Interactive)
            throw new SettingsException("init asks, and nobody is there to answer. Start it in a terminal, or write the file by hand.");
        var source = await AskSourceAsync(console, cancellation);
        if (source is null)
            return ExitCodes.Fault;
        var (text, client) = source.Value;
        var kind = await new SelectionPrompt<TargetKind>().Title("Where do the leads go?").UseConverter(k => k.Title)
            .AddChoices(TargetCatalog.Kinds).ShowAsync(console, cancellation);
        var name = await console.PromptAsync(new TextPrompt<string>("A name for it:").DefaultValue(kind.Type), cancellation);
        text += $"targets:\n  {name}:\n    type: {kind.Type}\n" + await AskOptionsAsync(kind, console, cancellation);

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var settings = SyncFile.Read(new StringReader(text), folder);
        using var session = await SyncSession.OpenAsync(settings, cancellation);
        if (!await TestTargetAsync(session, settings.Targets[0], console, cancellation))
            return ExitCodes.Fault;
        await ShowLeadsAsync(client, kind, settings.Targets[0], console, cancellation);
        if (!await console.PromptAsync(new ConfirmationPrompt("Create what the target lacks, and write the settings?"), cancellation))
            return ExitCodes.Done;
        await using (var target = await session.OpenTargetAsync(settings.Targets[0], cancellation))
            await target.Target.PrepareAsync(cancellation);
        await File.WriteAllTextAsync(path, text, cancellation);
        console.MarkupLineInterpolated($"[green]{path} is written.[/] Now: lanyard sync, or lanyard sync --every 1m");
        return ExitCodes.Done;
    }

    private static async Task<(string Text, ConnectionsClient Client)?> AskSourceAsync(IAnsiConsole console, CancellationToken cancellation)
    {
        var url = await console.PromptAsync(new TextPrompt<string>("Address of the Connections API, such as https://lanyard.example.com:")
            .Validate(u => Uri.TryCreate(u, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? ValidationResult.Success() : ValidationResult.Error("An address begins with https://")), cancellation);
        var id = await console.PromptAsync(new TextPrompt<string>("Client id:"), cancellation);
        var secret = await AskSecretAsync("Where is its secret", "env:LANYARD_CLIENT_SECRET", console, cancellation);
        var settings = new SourceSettings(new(url), id, secret);
        var client = new ConnectionsClient(
            settings.Url, await settings.ReadCredentialAsync(text => console.MarkupLineInterpolated($"{text}"), cancellation));
        var found = await SyncDoctorCommand.ExamineSourceAsync(client, cancellation);
        console.MarkupLineInterpolated($"{found.Text}");
        return found.Result == "fault"
            ? null
            : ($"source:\n  url: {Yaml(url)}\n  clientId: {Yaml(id)}\n  clientSecret: {Yaml(secret)}\n", client);
    }

    private static async Task<string> AskOptionsAsync(TargetKind kind, IAnsiConsole console, CancellationToken cancellation)
    {
        var text = "";
        foreach (var option in kind.Options)
        {
            var value = option.IsSecret
                ? await AskSecretAsync($"{option.Name}: {option.Description}", $"env:LANYARD_{kind.Type.ToUpperInvariant()}", console, cancellation)
                : await console.PromptAsync(option.IsRequired
                    ? new TextPrompt<string>(Markup.Escape($"{option.Name}: {option.Description}:"))
                    : new TextPrompt<string>(Markup.Escape($"{option.Name}: {option.Description} (or nothing):")).AllowEmpty(), cancellation);
            if (value.Length > 0)
                text += $"    {option.Name}: {Yaml(value)}\n";
        }
        return text;
    }

    private static Task<string> AskSecretAsync(string question, string otherwise, IAnsiConsole console, CancellationToken cancellation) =>
        console.PromptAsync(new TextPrompt<string>(Markup.Escape($"{question}? {Secrets.Ways}:")).DefaultValue(otherwise)
            .Validate(reference => reference.StartsWith("env:", StringComparison.Ordinal)
                || reference.StartsWith("file:", StringComparison.Ordinal) || reference.StartsWith("store:", StringComparison.Ordinal)
                ? ValidationResult.Success() : ValidationResult.Error($"Secrets are not written into settings. Write {Secrets.Ways}.")), cancellation);

    private static async Task<bool> TestTargetAsync(
        SyncSession session, TargetDescription target, IAnsiConsole console, CancellationToken cancellation)
    {
        var findings = await SyncDoctorCommand.ExamineTargetAsync(session, target, cancellation);
        foreach (var finding in findings)
            console.MarkupLineInterpolated($"{finding.Subject}: {finding.Text}");
        return findings.All(f => f.Result != "fault");
    }

    private static async Task ShowLeadsAsync(
        ConnectionsClient client, TargetKind kind, TargetDescription target, IAnsiConsole console, CancellationToken cancellation)
    {
        var defaults = kind.Fields.Count > 0 ? kind.Fields : Lead.Names.ToDictionary(n => n, n => n, StringComparer.Ordinal);
        var mapping = FieldMapping.Create(defaults, target.Fields);
        var page = await client.GetPageAsync(Position.Start, cancellation);
        foreach (var lead in page.Items.Where(Lead.IsCompleted).Take(Shown))
        {
            var table = new Table().Border(TableBorder.Minimal).HideHeaders().AddColumns("field", "value");
            foreach (var (field, value) in mapping.Apply(lead))
            {
                if (value is not null)
                    table.AddRow(Markup.Escape(field), Markup.Escape(value));
            }
            console.Write(table);
        }
    }

    private static string Yaml(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
