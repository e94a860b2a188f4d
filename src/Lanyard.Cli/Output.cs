using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lanyard.Cli.Configuration;
using Lanyard.Client;
using Lanyard.Sync;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace Lanyard.Cli;

/// <summary>Data goes to standard output, talk to standard error, so that one can be piped and the other read.</summary>
internal static class Output
{
    // What goes into a file or another program is not broken into lines.
    private const int WidthOfAPipe = 10_000;

    public static IAnsiConsole Talk { get; } = Create(Console.Error, Console.IsErrorRedirected);

    public static IAnsiConsole Data { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static void Say(string text) => Tell($"{text}");

    public static void Fail(string text) => Tell($"[red]{text}[/]");

    public static void Json<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Carries a command out; a fault is a sentence and an exit code, never a stack trace.</summary>
    public static async Task<int> ReportAsync(Func<Task<int>> work)
    {
        // The parser takes a command that has not waited yet for one that has not begun, and ends it with the signal's code.
        await Task.Yield();
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Done;
        }
        catch (Exception exception) when (Explain(exception) is { } fault)
        {
            Fail(fault.Text);
            return fault.Code;
        }
    }

    private static void Tell(FormattableString text)
    {
        try
        {
            Talk.MarkupLineInterpolated(text);
        }
        catch (IOException)
        {
            // A log on a full disk must not end a sync.
        }
    }

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer) });
        if (isRedirected)
            console.Profile.Width = WidthOfAPipe;
        return console;
    }

    /// <summary>Null for a fault of ours.</summary>
    public static (string Text, int Code)? Explain(Exception exception) => exception switch
    {
        SettingsException or TargetFaultException => (exception.Message, ExitCodes.Fault),
        TargetUnavailableException { RetryAfter: { } wait } =>
            ($"{exception.Message} It asks to be left alone for {wait.TotalSeconds:0} s.", ExitCodes.Unavailable),
        TargetUnavailableException or OutcomeUnknownException => (exception.Message, ExitCodes.Unavailable),
        ConnectionsException { Status: 401 } => ("The source does not accept the client id and secret.", ExitCodes.Fault),
        ConnectionsException { Status: 429 } or ConnectionsException { Code: "restricted" } => (FairUse((ConnectionsException)exception), ExitCodes.Restricted),
        ConnectionsException { IsRestricted: true } restricted => ($"The source restricts this client: {restricted.Message}", ExitCodes.Fault),
        ConnectionsException { Status: >= 400 and < 500 } refused => ($"The source refuses: {refused.Message}", ExitCodes.Fault),
        ConnectionsException unavailable => ($"The source does not answer: {unavailable.Message}", ExitCodes.Unavailable),
        SqliteException kept => (KeptFile.Explain(kept, "A file of lanyard's own"), ExitCodes.Fault),
        IOException or UnauthorizedAccessException => (exception.Message, ExitCodes.Fault),
        _ => null,
    };

    private static string FairUse(ConnectionsException restricted)
    {
        var rule = restricted.Reason is { } reason ? $" ({reason})" : "";
        var until = restricted.Until is { } time ? $" until {time:u}" : "";
        return $"The source restricts this client under its fair use policy{rule}{until}: {restricted.Detail ?? restricted.Message}";
    }
}
