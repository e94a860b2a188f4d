using System.CommandLine;
using Lanyard.Cli.Commands;

return await new RootCommand("Lanyard: lead capture for trade shows") { ScanCommand.Create() }.Parse(args).InvokeAsync();
