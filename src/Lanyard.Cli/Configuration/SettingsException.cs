namespace Lanyard.Cli.Configuration;

/// <summary>The settings are at fault; the message says where, and what is expected.</summary>
internal sealed class SettingsException(string message) : Exception(message);
