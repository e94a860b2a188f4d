using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// The model on SQLite, where an exhibitor's connections lie together in the order of their revisions: a page is two or
/// three leaves of the tree however many others arrived in between.
/// </summary>
public sealed class SqliteContext(DbContextOptions<SqliteContext> options) : LanyardDbContext(options)
{
    private static readonly string[] PrimaryKey =
        [nameof(Connection.EventId), nameof(Connection.ExhibitorId), nameof(Connection.Revision)];

    protected override void OnStoreModelCreating(ModelBuilder modelBuilder)
    {
        var connection = modelBuilder.Entity<Connection>();
        connection.Metadata.RemoveKey(connection.Metadata.FindPrimaryKey()!);
        connection.Metadata.RemoveIndex(connection.Metadata.FindIndex(
            [.. PrimaryKey.Select(name => connection.Metadata.FindProperty(name)!)])!);
        connection.HasKey(PrimaryKey);
        connection.Property(c => c.Revision).ValueGeneratedNever();
        connection.HasIndex(c => c.Seq).IsUnique();
    }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class SqliteContextFactory : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteContext>().UseSqlite("Data Source=design.db").Options);
}
