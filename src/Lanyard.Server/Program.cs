return await Lanyard.Server.Hosting.CommandLine.Create().Parse(args).InvokeAsync();
