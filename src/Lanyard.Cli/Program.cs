using System.CommandLine;

// Somebody who stops it gets what is under way to its end; a container is given ten seconds by most, so a little less.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(8) };
return await Lanyard.Cli.CommandLine.Create().Parse(args).InvokeAsync(configuration);
