// lanyard scan with a queue that is broken on purpose: the tests must find it out. Nothing of this is in what is
// shipped.
using System.CommandLine;
using Lanyard.Cli.Commands;
using Lanyard.FaultyScan;

return await new RootCommand
{
    ScanCommand.Create((folder, owner) => Environment.GetEnvironmentVariable("LANYARD_SCAN_FAULT") switch
    {
        "tell-before-write" => new LateQueue(folder, owner),
        "tell-before-sync" => new UnsyncedQueue(folder, owner),
        var other => throw new InvalidOperationException($"There is no fault named {other}."),
    }),
}.Parse(args).InvokeAsync();
