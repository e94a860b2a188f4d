using System.CommandLine;
using Lanyard.Cli.Commands;

var root = new RootCommand("Lanyard: lead capture for trade shows") { ScanCommand.Create() };
return await root.Parse(args).InvokeAsync();
