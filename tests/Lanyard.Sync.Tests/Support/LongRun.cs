namespace Lanyard.Sync.Tests.Support;

/// <summary>Whether the tests that take minutes run as well.</summary>
internal static class LongRun
{
    public static bool IsWanted { get; } = Environment.GetEnvironmentVariable("LANYARD_LONG") == "1";
}
