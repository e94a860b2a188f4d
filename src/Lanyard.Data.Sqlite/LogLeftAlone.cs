using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// SQLite brings the log into the database at a commit that finds a thousand pages in it, and scans would wait for that and
/// for the disk. The writer sees to it for everybody.
/// </summary>
internal sealed class LogLeftAlone : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    private static void Apply(DbConnection connection) => raw.sqlite3_wal_autocheckpoint(((SqliteConnection)connection).Handle, 0);
}
