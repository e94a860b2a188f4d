using System.Globalization;
using Spectre.Console;

namespace Lanyard.Cli.Scan;

/// <summary>
/// What the person at the desk sees and hears. Outcomes are data: lines of JSON, or words and colours. Notices are
/// talk.
/// </summary>
/// <param name="data">Takes the lines of JSON; null for none.</param>
/// <param name="screen">Takes the words and colours; null for none.</param>
/// <param name="talk">Takes the notices.</param>
/// <param name="beep">Sounds when a scan is on disk.</param>
internal sealed class ScanOutput(
    TextWriter? data, IAnsiConsole? screen, TextWriter talk, Action beep, TimeProvider clock)
{
    private readonly Lock _lock = new();

    /// <summary>
    /// Outcomes go to the output, in words or as JSON; with JSON also to the error output if that is a screen.
    /// </summary>
    public static ScanOutput Create(
        TextWriter output, bool isTerminal, TextWriter error, bool isErrorTerminal, bool isJson, bool isQuiet)
    {
        var screen = isJson ? isErrorTerminal ? Screen(error, isErrorTerminal) : null : Screen(output, isTerminal);
        var speaker = isErrorTerminal ? error : isTerminal ? output : null;
        return new(
            isJson ? output : null, screen, error, () => Beep(isQuiet ? null : speaker), TimeProvider.System);
    }

    public static IAnsiConsole Screen(TextWriter writer, bool isTerminal)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
            screen.Profile.Width = 1_000;
        return screen;
    }

    /// <summary>The scan is on disk.</summary>
    public void Saved(SavedScan scan)
    {
        lock (_lock)
        {
            beep();
            data?.WriteLine(ScanOutcome.Of(scan, OutcomeKind.Saved).ToJson());
        }
    }

    /// <summary>No answer came while the person was still there.</summary>
    public void NotSentYet(SavedScan scan, int waiting) =>
        Draw("SAVED", "white on blue", $"not sent yet ({waiting} waiting)", scan.Time, isLate: false);

    /// <summary>The scan is not on disk.</summary>
    public void NotSaved(string reader, string reason)
    {
        var outcome = new ScanOutcome { Outcome = OutcomeKind.NotSaved, Reader = reader, Detail = reason };
        lock (_lock)
            data?.WriteLine(outcome.ToJson());
        Draw("NOT SAVED", "white on red", $"{reason} Scan this badge again.", clock.GetUtcNow(), isLate: false);
        if (screen is null)
            Notice($"NOT SAVED: {reason} Scan this badge again.");
    }

    /// <param name="isLate">The person has gone on to the next badge meanwhile.</param>
    public void Answered(ScanOutcome outcome, bool isLate)
    {
        lock (_lock)
            data?.WriteLine(outcome.ToJson());
        var who = (outcome.Name, outcome.Company) switch
        {
            ({ } name, { } company) => $"{name}, {company}",
            (null, null) => "no name is known",
            var (name, company) => name ?? company!,
        };
        var (word, colour, text) = outcome.Outcome switch
        {
            OutcomeKind.Sent => ("SCANNED", "black on green", who),
            OutcomeKind.AlreadyScanned => ("ALREADY SCANNED", "black on yellow", $"{who} (first at {First(outcome)})"),
            OutcomeKind.NoAccess =>
                ("BADGE OF ANOTHER EVENT", "white on red", "this license does not reach it; set aside"),
            OutcomeKind.NotConsented =>
                ("NO CONSENT", "white on red", "this person has not agreed to be scanned; set aside"),
            OutcomeKind.UnknownCode => ("UNKNOWN BADGE", "white on red", "no badge has this code; set aside"),
            _ => ("REFUSED", "white on red", $"{outcome.Detail} (set aside)"),
        };
        if (outcome is { Outcome: OutcomeKind.NoAccess, Connection: not null })
            text = "its contact data cannot be seen";
        Draw(word, colour, text, outcome.Time!.Value, isLate);
    }

    public void Notice(string text)
    {
        lock (_lock)
            talk.WriteLine(Printable(text));
    }

    private void Draw(string word, string colour, string text, DateTimeOffset time, bool isLate)
    {
        var late = isLate ? " [dim](sent later)[/]" : "";
        lock (_lock)
        {
            screen?.MarkupLine(
                $"[dim]{Local(time)}[/] [bold {colour}] {word} [/] {Markup.Escape(Printable(text))}{late}");
        }
    }

    private string First(ScanOutcome outcome)
    {
        var (first, own) = (TimeZoneInfo.ConvertTime(outcome.Connection!.Time, clock.LocalTimeZone),
            TimeZoneInfo.ConvertTime(outcome.Time!.Value, clock.LocalTimeZone));
        return first.ToString(first.Date == own.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private string Local(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    // Names come from people who registered: none may move the cursor or colour the screen.
    public static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));

    private static void Beep(TextWriter? speaker) => speaker?.Write('\a');
}
