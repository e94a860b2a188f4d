using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Lanyard.Cli.Configuration;
using Lanyard.Cli.Scan;
using Lanyard.Client;
using Spectre.Console;

namespace Lanyard.Cli.Commands;

/// <summary>A desk or gate of its own (docs/scan/README.md).</summary>
internal static class ScanCommand
{
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(15);

    private static readonly SourceOptions Source = new();

    private static readonly Option<string?> Queue = new("--queue")
        { Description = "Folder of the scans that wait to be sent (the user's data folder)", Recursive = true };

    private static readonly Option<ScanFormat> Format = new("--format")
    {
        Description = "json: a line of JSON for each outcome of a scan",
        DefaultValueFactory = _ => ScanFormat.Text,
        Recursive = true,
    };

    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No beep" };

    private static readonly Option<string[]> Reader = new("--reader")
    {
        Description = "Reader, as often as there are readers: - for standard input (when nothing is named), auto or a "
            + "part of a name or /dev/input/… for a keyboard reader, /dev/tty… for a serial reader, camera or /dev/video…",
    };

    private static readonly Option<string[]> Images = new("--images")
        { Description = "Image file with a QR code, or a folder in which such files appear" };

    private static readonly Option<int> Baud = new("--baud")
        { Description = "Speed of the serial readers", DefaultValueFactory = _ => 9600 };

    public static Command Create() => Create((folder, owner) => new ScanQueue(folder, owner, TimeProvider.System));

    /// <param name="openQueue">Folder and owner to queue; another one in tests.</param>
    public static Command Create(Func<string, string, ScanQueue> openQueue)
    {
        var scan = new Command("scan", "Scan badges with readers of your own; each scan is on disk before the beep")
        {
            Queue, Format, Quiet, Reader, Images, Baud,
        };
        Source.AddTo(scan);
        scan.SetAction((parsed, cancellation) => ReportAsync(parsed, () => ScanAsync(parsed, openQueue, cancellation)));

        var status = new Command("status", "Tell how many scans wait, and which were set aside and why");
        status.SetAction((parsed, _) => ReportAsync(parsed, () => Task.FromResult(Status(parsed))));
        scan.Add(status);

        var retry = new Command("retry", "Send what was set aside again");
        retry.SetAction((parsed, cancellation) => ReportAsync(parsed, () =>
            RetryAsync(parsed, openQueue, cancellation)));
        scan.Add(retry);

        var readers = new Command("readers", "List the devices that type, for --reader");
        readers.SetAction((parsed, _) => ReportAsync(parsed, () => Task.FromResult(ListReaders(parsed))));
        scan.Add(readers);
        return scan;
    }

    private static async Task<int> ScanAsync(
        ParseResult parsed, Func<string, string, ScanQueue> openQueue, CancellationToken cancellation)
    {
        var output = Output(parsed);
        var settings = await SettingsAsync(parsed, output, cancellation);
        var readers = CreateReaders(parsed, output);
        using var queue = Open(parsed, openQueue, settings, output);
        var engine = new ScanEngine(queue, output, TimeProvider.System);
        try
        {
            await engine.RunAsync(readers, answered => CreateSender(queue, settings, answered, output), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (queue.Waiting > 0)
                output.Notice($"Saved and waiting to be sent: {queue.Waiting}");
            return ExitCodes.Done;
        }
        return engine.HasFailedReader ? ExitCodes.Fault : Left(queue.Waiting, engine.SetAside, output);
    }

    private static async Task<int> RetryAsync(
        ParseResult parsed, Func<string, string, ScanQueue> openQueue, CancellationToken cancellation)
    {
        var output = Output(parsed);
        var settings = await SettingsAsync(parsed, output, cancellation);
        using var queue = Open(parsed, openQueue, settings, output);
        output.Notice($"Set aside and sent again: {queue.SendAgain()}");
        await CreateSender(queue, settings, outcome => output.Answered(outcome, isLate: true), output)
            .RunAsync(Task.CompletedTask, cancellation);
        return Left(queue.Waiting, queue.SetAside, output);
    }

    private static int Status(ParseResult parsed)
    {
        var folder = QueueFolder(parsed);
        var report = QueueReport.Of(folder, ScanQueue.Look(folder));
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Format) is ScanFormat.Json)
            output.WriteLine(JsonSerializer.Serialize(report, OutcomeJson.Default.QueueReport));
        else
            Draw(report, output);
        return report.Waiting > 0 ? ExitCodes.Unavailable : report.SetAside.Count > 0 ? ExitCodes.Aside : ExitCodes.Done;
    }

    private static void Draw(QueueReport report, TextWriter output)
    {
        output.WriteLine($"Queue:     {report.Folder}");
        output.WriteLine($"For:       {report.Owner ?? "nobody yet"}");
        output.WriteLine($"Waiting:   {report.Waiting}"
            + (report.OldestWaiting is { } oldest ? $", the oldest since {Local(oldest)}" : ""));
        output.WriteLine($"Set aside: {report.SetAside.Count}");
        if (report.SetAside.Count == 0)
            return;
        var table = new Table().AddColumns("Scan", "Time", "Reader", "Reason", "In the server's words");
        foreach (var scan in report.SetAside)
        {
            string[] cells =
            [
                scan.Scan.ToString(CultureInfo.InvariantCulture), Local(scan.Time), scan.Reader, scan.Reason,
                scan.Detail,
            ];
            table.AddRow([.. cells.Select(cell => Markup.Escape(ScanOutput.Printable(cell)))]);
        }
        ScanOutput.Screen(output, IsTerminal(output)).Write(table);
    }

    private static int ListReaders(ParseResult parsed)
    {
        var devices = InputDevices.List();
        foreach (var device in devices)
            parsed.InvocationConfiguration.Output.WriteLine(
                $"{device.Path}\t{device.Name}{(device.IsReader ? "\t(auto)" : "")}");
        if (devices.Count > 0)
            return ExitCodes.Done;
        parsed.InvocationConfiguration.Error.WriteLine($"No device that types is listed in {InputDevices.ListPath}.");
        return ExitCodes.Fault;
    }

    private static List<ICodeReader> CreateReaders(ParseResult parsed, ScanOutput output)
    {
        var values = parsed.GetValue(Reader) ?? [];
        var images = parsed.GetValue(Images) ?? [];
        if (values.Length + images.Length == 0)
            values = [Readers.StandardInput];
        return
        [
            .. values.Distinct(StringComparer.Ordinal)
                .Select(value => Readers.Create(value, parsed.GetValue(Baud), output.Notice, TimeProvider.System)),
            .. images.Select(path => new ImageReader(path, output.Notice, TimeProvider.System)),
        ];
    }

    private static ScanQueue Open(
        ParseResult parsed, Func<string, string, ScanQueue> openQueue, ScanSettings settings, ScanOutput output)
    {
        var queue = openQueue(QueueFolder(parsed), settings.Owner);
        if (queue.DamageNotice is { } notice)
            output.Notice(notice);
        return queue;
    }

    private static Sender CreateSender(
        ScanQueue queue, ScanSettings settings, Action<ScanOutcome> answered, ScanOutput output)
    {
        // The sender has its own pauses, and tells the person at the desk of each failure.
        var options = new ConnectionsClientOptions { MostAttempts = 1, Timeout = LongestRequest };
        var client = new ConnectionsClient(settings.Server, settings.Credential, options);
        return new(queue, client, TimeProvider.System, SenderPauses.Usual, answered, output.Notice);
    }

    private static async Task<ScanSettings> SettingsAsync(ParseResult parsed, ScanOutput output, CancellationToken cancellation)
    {
        var source = Source.Read(parsed);
        return new(source.Url, await source.ReadCredentialAsync(output.Notice, cancellation));
    }

    private static string QueueFolder(ParseResult parsed)
    {
        if (parsed.GetValue(Queue) is { } folder)
            return Path.GetFullPath(folder);
        var data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "lanyard", "scan")
            : throw new ScanException("This user has no data folder: name a folder for the queue with --queue.");
    }

    private static ScanOutput Output(ParseResult parsed)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        return ScanOutput.Create(
            output, IsTerminal(output), error, IsTerminal(error), parsed.GetValue(Format) is ScanFormat.Json,
            parsed.GetValue(Quiet));
    }

    private static bool IsTerminal(TextWriter writer) =>
        writer == Console.Out && !Console.IsOutputRedirected || writer == Console.Error && !Console.IsErrorRedirected;

    private static int Left(int waiting, int setAside, ScanOutput output)
    {
        if (waiting > 0)
            output.Notice($"Saved and waiting to be sent: {waiting}. lanyard scan sends them when it runs again.");
        if (setAside > 0)
            output.Notice($"Set aside: {setAside}. lanyard scan status tells why.");
        return waiting > 0 ? ExitCodes.Unavailable : setAside > 0 ? ExitCodes.Aside : ExitCodes.Done;
    }

    /// <summary>A fault of the operator's is a sentence and exit code 1, not a stack trace.</summary>
    private static async Task<int> ReportAsync(ParseResult parsed, Func<Task<int>> work)
    {
        // As in Output.ReportAsync: a signal before the first wait would end it with the signal's code.
        await Task.Yield();
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is SettingsException or ScanException or IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Fault;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Done;
        }
    }

    private static string Local(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

internal enum ScanFormat
{
    /// <summary>Words and colours.</summary>
    Text,

    /// <summary>Lines of JSON.</summary>
    Json,
}
