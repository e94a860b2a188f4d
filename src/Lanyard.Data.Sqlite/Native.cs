using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// The calls that are made for every column of every row end within nanoseconds and touch nothing managed, so they need
/// neither the reference count of a safe handle nor a switch of the thread's mode, which cost several times as much. The
/// others are missing from the package.
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

    /// <summary>
    /// Flushes the database's file, without its log. By SQLite's own method and handle (sqlite.org, "sqlite3_io_methods"):
    /// to open and close the file a second time in one process would give up the locks on it.
    /// </summary>
    /// <returns>SQLite's result code.</returns>
    public static int Flush(sqlite3 database)
    {
        const int filePointer = 7, flushFully = 3, flushMethod = 5;
        nint* file;
        var result = FileControl(database, "main", filePointer, &file);
        return result != raw.SQLITE_OK
            ? result
            : ((delegate* unmanaged<nint*, int, int>)((nint*)*file)[flushMethod])(file, flushFully);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(sqlite3 database, string name, int operation, void* argument);

    // A value on overflow pages is read from the file here: not suppressed.
    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static partial byte* ColumnBlob(nint statement, int column);
}
