using Lanyard.Server;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Lanyard.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void Every_fault_is_named_at_start()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["Store:Folder"] = " ";
        builder.Configuration["Server:PublicUrl"] = "leads.example.com";
        builder.Configuration["Server:TrustedProxies"] = "10.0.0.5, the proxy";
        builder.Configuration["FairUse:Mode"] = "strict";
        builder.Configuration["Telemetry:OtlpEndpoint"] = "localhost";
        var faults = Assert.Throws<SettingsException>(() => builder.AddServer()).Message.Split(Environment.NewLine);
        Assert.Equal(
            ["Store:Folder", "Server:PublicUrl", "Server:TrustedProxies", "FairUse:Mode", "Telemetry:OtlpEndpoint"],
            faults.Select(fault => fault.Split(' ')[0])
        );
    }

    [Fact]
    public void No_file_is_watched_because_the_store_may_lie_beside_it()
    {
        var files = CommandLine.Configured(data: null, store: null, urls: null, quiet: true).Configuration.Sources
            .OfType<FileConfigurationSource>().ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.False(file.ReloadOnChange));
    }
}
