return await Lanyard.Cli.Tool.Create().Parse(args).InvokeAsync();
