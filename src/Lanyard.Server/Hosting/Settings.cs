using System.Net;
using System.Net.Sockets;
using Lanyard.Core.FairUse;
using Lanyard.Server.Hosting.Files;
using Lanyard.Server.Hosting.Mail;
using Microsoft.Extensions.Options;

namespace Lanyard.Server.Hosting;

/// <summary>Section <c>Store</c>: where data lies.</summary>
public sealed class StoreSettings
{
    /// <summary>Folder of the database, the key and the files.</summary>
    public string Folder { get; set; } = "lanyard-data";

    /// <summary>A PostgreSQL database, as Npgsql reads it; the embedded store in the folder when not set.</summary>
    public string? ConnectionString { get; set; }

    public string DatabasePath => Path.Combine(Path.GetFullPath(Folder), "lanyard.db");

    /// <summary>Files of notes.</summary>
    public string FilesFolder => Path.Combine(Path.GetFullPath(Folder), "files");

    /// <summary>Files of registrants until they are imported.</summary>
    public string ImportsFolder => Path.Combine(Path.GetFullPath(Folder), "imports");

    /// <summary>Whether files of notes lie in an S3-compatible store instead, which commands on the store leave alone.</summary>
    public bool HasFilesElsewhere { get; private set; }

    public static StoreSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Store").Get<StoreSettings>() ?? new();
        settings.HasFilesElsewhere = !string.IsNullOrWhiteSpace(configuration["Files:S3:Endpoint"]);
        return settings;
    }
}

/// <summary>Section <c>Server</c>: how others see this server.</summary>
public sealed class ServerSettings
{
    /// <summary>Scheme and host in addresses of files; taken from each request when not set.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Scheme and host in addresses that leave the server, without a slash at the end.</summary>
    internal string OriginOf(HttpRequest request) => PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";

    /// <summary>
    /// Addresses or networks, with commas between, of the proxies whose X-Forwarded-For and X-Forwarded-Proto are
    /// believed.
    /// </summary>
    public string? TrustedProxies { get; set; }

    /// <summary>Null when the text is not a list of addresses and networks.</summary>
    public static IReadOnlyList<IPNetwork>? ReadProxiesOrNull(string? text)
    {
        const StringSplitOptions Parts = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var proxies = new List<IPNetwork>();
        foreach (var part in (text ?? "").Split(',', Parts))
        {
            if (IPNetwork.TryParse(part, out var network))
                proxies.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                proxies.Add(new IPNetwork(address, address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128));
            else
                return null;
        }
        return proxies;
    }
}

/// <summary>Section <c>Pretix</c>.</summary>
public sealed class PretixSettings
{
    /// <summary>Whether organisers may name a pretix in a network that is not public, or without TLS.</summary>
    public bool AllowPrivate { get; set; }
}

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed class WebhookSettings
{
    /// <summary>Whether exhibitors may name an address in a network that is not public, or without TLS.</summary>
    public bool AllowPrivate { get; set; }
}

/// <summary>Section <c>FairUse</c>.</summary>
public sealed class FairUseSettings
{
    /// <summary><c>enforce</c>, <c>observe</c> or <c>off</c>.</summary>
    public string Mode { get; set; } = "enforce";

    public FairUseMode ReadMode() => Enum.Parse<FairUseMode>(Mode, ignoreCase: true);
}

/// <summary>Section <c>Telemetry</c>.</summary>
public sealed class TelemetrySettings
{
    /// <summary>Where traces and metrics are sent (OTLP); nowhere when not set.</summary>
    public string? OtlpEndpoint { get; set; }
}

internal static class SettingsRegistration
{
    private static readonly string[] Modes = ["enforce", "observe", "off"];

    public static void AddSettings(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StoreSettings>().BindConfiguration("Store");
        services.AddOptions<ServerSettings>().BindConfiguration("Server");
        services.AddOptions<FairUseSettings>().BindConfiguration("FairUse");
        services.AddOptions<TelemetrySettings>().BindConfiguration("Telemetry");
        services.AddOptions<MailSettings>().BindConfiguration("Mail");
        services.AddOptions<PretixSettings>().BindConfiguration("Pretix");
        services.AddOptions<WebhookSettings>().BindConfiguration("Webhooks");
        services.AddOptions<FileSettings>().BindConfiguration("Files");
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<StoreSettings>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WebhookSettings>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<FileSettings>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MailSettings>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PretixSettings>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ServerSettings>>().Value);
        Check(builder.Configuration);
    }

    /// <summary>Every fault at once, each with the key that has it.</summary>
    /// <exception cref="SettingsException">There is at least one fault.</exception>
    private static void Check(IConfiguration configuration)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(StoreSettings.Read(configuration).Folder))
            faults.Add("Store:Folder must name a folder.");
        if (configuration["Server:PublicUrl"] is { } address && !IsHttp(address))
            faults.Add("Server:PublicUrl must be an address such as https://leads.example.com.");
        if (ServerSettings.ReadProxiesOrNull(configuration["Server:TrustedProxies"]) is null)
            faults.Add("Server:TrustedProxies must be addresses or networks, such as 10.0.0.5,10.1.0.0/16.");
        if (configuration["FairUse:Mode"] is { } mode && !Modes.Contains(mode, StringComparer.Ordinal))
            faults.Add("FairUse:Mode must be enforce, observe or off.");
        if (configuration["Telemetry:OtlpEndpoint"] is { } endpoint && !IsHttp(endpoint))
            faults.Add("Telemetry:OtlpEndpoint must be an address such as http://localhost:4317.");
        if (configuration["Pretix:AllowPrivate"] is { } allow && !bool.TryParse(allow, out _))
            faults.Add("Pretix:AllowPrivate must be true or false.");
        if (configuration["Webhooks:AllowPrivate"] is { } allowed && !bool.TryParse(allowed, out _))
            faults.Add("Webhooks:AllowPrivate must be true or false.");
        faults.AddRange(MailSettings.Faults(configuration));
        faults.AddRange(FileSettings.Faults(configuration));
        if (faults.Count > 0)
            throw new SettingsException(string.Join(Environment.NewLine, faults));
    }

    private static bool IsHttp(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}

/// <summary>The settings cannot be used; the message names every fault.</summary>
public sealed class SettingsException(string message) : Exception(message);
