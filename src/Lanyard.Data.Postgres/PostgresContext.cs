using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Lanyard.Data.Postgres;

/// <summary>The model on PostgreSQL: every table of an event leads its key with the event.</summary>
public sealed class PostgresContext(DbContextOptions<PostgresContext> options) : LanyardDbContext(options)
{
    /// <summary>Gives out blocks of connection numbers; see <see cref="ConnectionNumbers"/>.</summary>
    internal const string BlockSequence = "connection_blocks";

    // Keys of organisers sort and compare by their bytes, as in the embedded store, whatever the database's language is.
    private const string ByBytes = "C";

    protected override void OnStoreModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasSequence<long>(BlockSequence);
        modelBuilder.Entity<ExhibitorHead>(head =>
        {
            head.ToTable("exhibitor_heads");
            head.HasKey(h => new { h.EventId, h.ExhibitorId });
            // Each commit writes this row anew; with room on its page that touches no index.
            head.HasStorageParameter("fillfactor", 50);
        });
        modelBuilder.Entity<Change>().HasKey(c => new { c.EventId, c.Id });
        modelBuilder.Entity<Change>().Property(c => c.Id).UseIdentityAlwaysColumn();
        // The oldest is found at once, also behind an import that changed all registrants.
        modelBuilder.Entity<Change>().HasIndex(c => c.Id);
        modelBuilder.Entity<Registrant>().Property(r => r.Key).UseCollation(ByBytes);
        modelBuilder.Entity<Exhibitor>().Property(x => x.Key).UseCollation(ByBytes);
        modelBuilder.Entity<ProfileQuestion>().Property(q => q.Key).UseCollation(ByBytes);
    }
}

/// <summary>
/// The exhibitor's last revision. Whoever gives out the next one holds this row's lock until its commit, so that revisions
/// become visible in their order, whichever node writes (design, rule 1).
/// </summary>
public sealed class ExhibitorHead
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }

    /// <summary>0 before the first connection.</summary>
    public long Revision { get; init; }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class PostgresContextFactory : IDesignTimeDbContextFactory<PostgresContext>
{
    public PostgresContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql("Host=localhost").Options);
}
