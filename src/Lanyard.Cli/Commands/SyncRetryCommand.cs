using System.CommandLine;

namespace Lanyard.Cli.Commands;

/// <summary><c>lanyard sync retry</c>: tries once more what was set aside, as it is now.</summary>
internal static class SyncRetryCommand
{
    public static Command Create(SyncOptions options)
    {
        var names = new Argument<string[]>("target") { Description = "Targets by name; all when none is named", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("retry", "Try once more what was set aside") { names };
        command.SetAction((parsed, cancellation) => Output.ReportAsync(async () =>
        {
            var settings = options.Read(parsed);
            using var session = await SyncSession.OpenAsync(settings, cancellation);
            var left = 0;
            foreach (var description in settings.Select(parsed.GetValue(names)!))
            {
                await using var target = await session.OpenTargetAsync(description, cancellation);
                var result = await target.Sync.RetryAsync(cancellation);
                var aside = target.State.Aside().Count;
                left += aside;
                Output.Say($"{description.Name}: {result.Arrived:N0} leads arrived, {aside:N0} still stand aside");
            }
            return left > 0 ? ExitCodes.Aside : ExitCodes.Done;
        }));
        return command;
    }
}
