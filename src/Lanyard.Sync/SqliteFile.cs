using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lanyard.Sync;

/// <summary>What the SQLite files of a sync have in common.</summary>
internal static class SqliteFile
{
    /// <summary>
    /// Makes it for its owner alone, as the files that SQLite lays beside it then are too: there are names of people in
    /// it, and reasons that may quote them.
    /// </summary>
    public static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    /// <param name="values">Of the parameters $1, $2 and so on.</param>
    public static SqliteCommand Command(this SqliteConnection database, string sql, params ReadOnlySpan<object> values)
    {
        var command = database.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$" + (i + 1).ToString(CultureInfo.InvariantCulture), values[i]);
        return command;
    }
}
