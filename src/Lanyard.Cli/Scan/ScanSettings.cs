using Lanyard.Client;

namespace Lanyard.Cli.Scan;

/// <summary>Where scans go, and for whom.</summary>
internal sealed record ScanSettings(Uri Server, ClientCredential Credential)
{
    private const UnixFileMode ReadableByOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Whose scans a queue holds: they must not reach another exhibitor's leads.</summary>
    public string Owner => $"client {Credential.ClientId} at {Server.AbsoluteUri}";

    /// <param name="environment">Finds an environment variable.</param>
    /// <param name="warn">Tells what should be mended but does not stop the command.</param>
    /// <exception cref="ScanException">All that is wrong, at once.</exception>
    public static ScanSettings Read(
        string? url, string? clientId, string? secretFile, Func<string, string?> environment, Action<string> warn)
    {
        List<string> faults = [];
        url ??= environment("LANYARD_URL");
        clientId ??= environment("LANYARD_CLIENT_ID");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
            faults.Add("The server is missing or no address: --url https://leads.example.com, or LANYARD_URL.");
        else if (server is { Scheme: "http", IsLoopback: false })
            warn($"{server} is not encrypted: the client secret and badge codes can be read on the way.");
        if (string.IsNullOrWhiteSpace(clientId))
            faults.Add("The client id is missing: --client-id, or LANYARD_CLIENT_ID.");
        var secret = secretFile is null ? environment("LANYARD_CLIENT_SECRET") : ReadSecret(secretFile, faults, warn);
        if (string.IsNullOrWhiteSpace(secret) && (secretFile is null || faults.Count == 0))
            faults.Add("The client secret is missing: LANYARD_CLIENT_SECRET, or a file named by --client-secret-file.");
        return faults.Count == 0
            ? new(server!, new(clientId!, secret!.Trim()))
            : throw new ScanException(string.Join('\n', faults));
    }

    private static string? ReadSecret(string path, List<string> faults, Action<string> warn)
    {
        try
        {
            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & ReadableByOthers) is not UnixFileMode.None)
                warn($"Others can read the client secret in {path}: chmod 600 {path}");
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add($"The client secret cannot be read: {exception.Message}");
            return null;
        }
    }
}
