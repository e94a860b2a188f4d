using System.CommandLine;
using Lanyard.Cli.Configuration;

namespace Lanyard.Cli.Commands;

/// <summary><c>lanyard sync reset</c>: goes back to a revision; what lies after it is brought once more and doubles nothing.</summary>
internal static class SyncResetCommand
{
    public static Command Create(SyncOptions options)
    {
        var name = new Argument<string>("target") { Description = "The target's name" };
        var from = new Option<long>("--from") { Description = "The revision to go on behind; 0 for everything", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("reset", "Bring everything after a revision once more") { name, from, yes };
        command.SetAction((parsed, cancellation) => Output.ReportAsync(async () =>
        {
            var settings = options.Read(parsed);
            var position = parsed.GetValue(from);
            if (position < 0)
                throw new SettingsException("--from takes a revision, 0 or more.");
            var description = settings.Select([parsed.GetRequiredValue(name)])[0];
            using var session = await SyncSession.OpenAsync(settings, cancellation);
            await using var target = await session.OpenTargetAsync(description, cancellation, anew: true);
            var now = await target.Sync.PositionAsync(cancellation);
            if (!parsed.GetValue(yes) && !Confirm(description.Name, now, position))
                return ExitCodes.Fault;
            await target.Sync.ResetAsync(position, cancellation);
            session.Own(target.State);
            Output.Say($"{description.Name} goes on behind revision {position} (it was {now}) with the next lanyard sync.");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static bool Confirm(string target, long now, long position)
    {
        if (Console.IsInputRedirected)
            throw new SettingsException("Nobody is there to be asked: add --yes.");
        var what = position < now
            ? "Leads after it are sent again; what people changed in the mapped fields of the target is overwritten."
            : "Leads in between are never sent.";
        Output.Say($"{target} has come to revision {now}. Go on behind {position}? {what} [y/N]");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
