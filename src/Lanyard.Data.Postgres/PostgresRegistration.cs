using Lanyard.Core;
using Lanyard.Core.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lanyard.Data.Postgres;

public static class PostgresRegistration
{
    /// <summary>Keeps everything in one PostgreSQL database, which any number of nodes share.</summary>
    /// <param name="connectionString">As Npgsql reads it; several hosts for a database that fails over.</param>
    public static IServiceCollection AddPostgres(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(provider => new PostgresStore(
            connectionString,
            provider.GetRequiredService<Keys>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IStore>(provider => provider.GetRequiredService<PostgresStore>());
        return services.AddSingleton<IBulkStore>(provider => provider.GetRequiredService<PostgresStore>());
    }
}
