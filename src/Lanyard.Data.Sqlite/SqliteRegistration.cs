using Lanyard.Core;
using Lanyard.Core.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lanyard.Data.Sqlite;

public static class SqliteRegistration
{
    /// <summary>Keeps everything in one SQLite file.</summary>
    /// <param name="path">The file; it is made when it does not exist, its folder is not.</param>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string path)
    {
        SQLitePCL.Batteries_V2.Init();
        // Counting its memory takes one lock for all readers. Refused, harmlessly, once SQLite is in use in this process.
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
        services.AddSingleton(provider => new SqliteStore(
            path,
            provider.GetRequiredService<Keys>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteStore>>()));
        services.AddSingleton<IStore>(provider => provider.GetRequiredService<SqliteStore>());
        return services.AddSingleton<IBulkStore>(provider => provider.GetRequiredService<SqliteStore>());
    }
}
