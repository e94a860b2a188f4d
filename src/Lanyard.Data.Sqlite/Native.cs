using System.Runtime.InteropServices;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// The calls that are made for every column of every row. They end within nanoseconds and touch nothing managed, so
/// they need neither the reference count of a safe handle nor a switch of the thread's mode, which cost several times
/// as much.
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static partial long ColumnLong(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    public static partial int ColumnLength(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int Bind(nint statement, int index, long value);

    public static ReadOnlySpan<byte> Column(nint statement, int column)
    {
        var start = ColumnBlob(statement, column);
        return start is null ? [] : new(start, ColumnLength(statement, column));
    }

    // A value on overflow pages is read from the file here: not suppressed.
    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static partial byte* ColumnBlob(nint statement, int column);
}
