using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Lanyard.Data.Sqlite;

/// <summary>The model on SQLite, where a connection's row number is the table's own.</summary>
public sealed class SqliteContext(DbContextOptions<SqliteContext> options) : LanyardDbContext(options)
{
    protected override void OnStoreModelCreating(ModelBuilder modelBuilder)
    {
        var connection = modelBuilder.Entity<Connection>();
        connection.Metadata.RemoveKey(connection.Metadata.FindPrimaryKey()!);
        connection.HasKey(c => c.Seq);
        connection.Property(c => c.Seq).ValueGeneratedNever();
    }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class SqliteContextFactory : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteContext>().UseSqlite("Data Source=design.db").Options);
}
