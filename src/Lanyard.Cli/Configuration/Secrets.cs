using System.Diagnostics;

namespace Lanyard.Cli.Configuration;

/// <summary>
/// Finds secrets where they are kept: <c>env:NAME</c>, <c>file:PATH</c>, or <c>store:NAME</c>, which is a credential of
/// the systemd unit, the keychain of macOS, or the Secret Service of a Linux desktop. They never stand in the settings.
/// </summary>
internal static class Secrets
{
    public const string Ways = "env:NAME, file:PATH or store:NAME";

    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="warn">Tells of a file that others can read.</param>
    /// <exception cref="SettingsException">It is not there, or stands in plain text.</exception>
    public static async Task<string> ReadAsync(string reference, string what, Action<string> warn, CancellationToken cancellation)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var (way, name) = colon < 0 ? ("", reference) : (reference[..colon], reference[(colon + 1)..]);
        var secret = way switch
        {
            "env" => Environment.GetEnvironmentVariable(name)
                ?? throw new SettingsException($"{what}: the environment variable {name} is not set."),
            "file" => await ReadOwnFileAsync(name, what, warn, cancellation),
            "store" => await ReadStoreAsync(name, what, cancellation),
            _ => throw new SettingsException($"{what} is a secret and must not stand here in plain text. Write {Ways}."),
        };
        return secret.Trim() is { Length: > 0 } trimmed ? trimmed : throw new SettingsException($"{what}: {reference} is empty.");
    }

    private static async Task<string> ReadOwnFileAsync(string path, string what, Action<string> warn, CancellationToken cancellation)
    {
        var text = await ReadFileAsync(path, what, cancellation);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) is not UnixFileMode.None)
            warn($"Others can read the secret in {path}: chmod 600 {path}");
        return text;
    }

    private static async Task<string> ReadFileAsync(string path, string what, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{what}: {path} cannot be read. {exception.Message}");
        }
    }

    private static async Task<string> ReadStoreAsync(string name, string what, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { } credentials
            && Path.Combine(credentials, Path.GetFileName(name)) is var path && File.Exists(path))
        {
            return await ReadFileAsync(path, what, cancellation);
        }
        string[] command = OperatingSystem.IsMacOS()
            ? ["security", "find-generic-password", "-s", "lanyard", "-a", name, "-w"]
            : ["secret-tool", "lookup", "lanyard", name];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var text = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? text : throw new SettingsException($"{what}: the system's store has nothing called {name}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SettingsException($"{what}: store:{name} needs {command[0]}, or a systemd unit with LoadCredential={name}.");
        }
    }
}
