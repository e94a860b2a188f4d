using System.CommandLine;
using Lanyard.Cli.Commands;

namespace Lanyard.Cli;

/// <summary>The tool's commands.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => new("Leads of trade shows: in step with a database or CRM, in a file, or from your own scanner")
    {
        SyncCommand.Create(),
        ExportCommand.Create(),
        ScanCommand.Create(),
    };
}
