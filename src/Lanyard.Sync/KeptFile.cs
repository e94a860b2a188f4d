using Microsoft.Data.Sqlite;

namespace Lanyard.Sync;

/// <summary>Says why a file that lanyard keeps for itself cannot be used, and what to do.</summary>
internal static class KeptFile
{
    public static TargetFaultException Fault(SqliteException exception, string path) => new(Explain(exception, path), exception);

    /// <param name="what">The file, or a word for it.</param>
    public static string Explain(SqliteException exception, string what) => exception.SqliteErrorCode switch
    {
        11 or 26 => $"{what} is damaged. Put it back from a copy, or move it away; without it, every lead is brought once more.",
        13 => $"The disk is full: {what} cannot be written.",
        3 or 8 or 14 => $"{what} may not be read and written.",
        _ => $"{what} cannot be used: {exception.Message}",
    };
}
