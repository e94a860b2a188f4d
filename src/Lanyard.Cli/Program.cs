return await Lanyard.Cli.CommandLine.Create().Parse(args).InvokeAsync();
