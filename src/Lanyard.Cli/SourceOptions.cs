using System.CommandLine;
using Lanyard.Cli.Configuration;

namespace Lanyard.Cli;

/// <summary>Flags for the Connections API and the API client: the same for every command.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _url = new("--url")
    {
        Description = "Address of the Connections API, such as https://lanyard.example.com (LANYARD_URL)", Recursive = true,
    };

    private readonly Option<string?> _clientId = new("--client-id")
    {
        Description = "The exhibitor's API client (LANYARD_CLIENT_ID)", Recursive = true,
    };

    private readonly Option<string?> _secret = new("--client-secret")
    {
        Description = $"Where its secret is: {Secrets.Ways} (env:LANYARD_CLIENT_SECRET)", Recursive = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_clientId);
        command.Add(_secret);
    }

    /// <summary>Whether the command line names the source itself.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_url) is not null;

    /// <exception cref="SettingsException">One of them is missing or wrong.</exception>
    public SourceSettings Read(ParseResult parsed)
    {
        var url = Value(parsed, _url, "LANYARD_URL");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new SettingsException($"--url takes an address such as https://lanyard.example.com, not {url}.");
        return new(address, Value(parsed, _clientId, "LANYARD_CLIENT_ID"), parsed.GetValue(_secret) ?? "env:LANYARD_CLIENT_SECRET");
    }

    private static string Value(ParseResult parsed, Option<string?> option, string variable) =>
        parsed.GetValue(option) ?? Environment.GetEnvironmentVariable(variable)
        ?? throw new SettingsException($"{option.Name} is missing; it may also be set as {variable}.");
}
