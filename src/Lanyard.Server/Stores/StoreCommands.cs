using System.CommandLine;
using Lanyard.Core;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Stores;

/// <summary><c>store</c>: what an operator does with a store as a whole.</summary>
internal static class StoreCommands
{
    public static Command Create(Option<string?> data, Option<string?> store)
    {
        var path = new Argument<string>("path") { Description = "Folder of the backup; it must not exist yet" };
        var backup = new Command("backup", "Copy the store, its key and files, also beside a running server") { path };
        backup.SetAction((parsed, cancellation) => CommandLine.ReportAsync(() =>
            Backup(Settings(parsed)).RunAsync(parsed.GetValue(path)!, cancellation)));

        var from = new Argument<string>("path") { Description = "Folder that a backup made" };
        var restore = new Command("restore", "Fill an empty folder or database from a backup, and check it") { from };
        restore.SetAction((parsed, cancellation) => CommandLine.ReportAsync(() =>
            new StoreRestore(Settings(parsed), Console.Out, Progress(), TimeProvider.System)
                .RunAsync(parsed.GetValue(from)!, cancellation)));

        var check = new Command("check", "Say what is wrong with the store; the exit code is 1 if anything is");
        check.SetAction((parsed, cancellation) => CommandLine.ReportAsync(() =>
            CheckAsync(Settings(parsed), Console.Out, Progress(), cancellation)));

        var to = new Option<string>("--to") { Description = "Empty PostgreSQL database, as --store", Required = true };
        var move = new Command("move", "Copy the embedded store into a PostgreSQL database") { to };
        move.SetAction((parsed, cancellation) => CommandLine.ReportAsync(() =>
            new StoreMove(Settings(parsed), Console.Out, Progress()).RunAsync(parsed.GetValue(to)!, cancellation)));
        return new Command("store", "The store as a whole: back up, restore, check, move to PostgreSQL")
        {
            backup, restore, check, move,
        };

        StoreSettings Settings(ParseResult parsed) =>
            CommandLine.StoreSettings(parsed.GetValue(data), parsed.GetValue(store));
    }

    /// <exception cref="Lanyard.Core.Data.StoreException">Something is wrong; it was told.</exception>
    public static async Task CheckAsync(
        StoreSettings settings, TextWriter output, ProgressLine progress, CancellationToken cancellation) =>
        await new StoreInspection(settings, output, progress, TimeProvider.System).RunAsync(cancellation);

    private static StoreBackup Backup(StoreSettings settings) =>
        new(settings, Console.Out, Progress(), TimeProvider.System);

    private static ProgressLine Progress() => new(Console.Error, !Console.IsErrorRedirected);
}
