using Lanyard.Core.Audit;
using Lanyard.Core.Accounts;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Imports;
using Lanyard.Core.FairUse;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Mail;
using Lanyard.Core.Registrants;
using Lanyard.Core.SelfRegistration;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Core.Seats;
using Lanyard.Core.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Lanyard.Core.Data;

/// <summary>
/// The one model of all tables. Every table of an event leads its key with the event, so that events can be spread over
/// machines. Connections, scans and tokens are written by the stores' own statements; everything else through here.
/// </summary>
public abstract class LanyardDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Organiser> Organisers => Set<Organiser>();
    public DbSet<Event> Events => Set<Event>();
    public DbSet<EventRelation> EventRelations => Set<EventRelation>();
    public DbSet<ProfileQuestion> ProfileQuestions => Set<ProfileQuestion>();
    public DbSet<Registrant> Registrants => Set<Registrant>();
    public DbSet<ConsentWording> ConsentWordings => Set<ConsentWording>();
    public DbSet<Exhibitor> Exhibitors => Set<Exhibitor>();
    public DbSet<ExhibitorQuestion> ExhibitorQuestions => Set<ExhibitorQuestion>();
    public DbSet<License> Licenses => Set<License>();
    public DbSet<ApiClient> ApiClients => Set<ApiClient>();
    public DbSet<ClientSecret> ClientSecrets => Set<ClientSecret>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();
    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<Scan> Scans => Set<Scan>();
    public DbSet<Change> Changes => Set<Change>();
    public DbSet<Setting> Settings => Set<Setting>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportFault> ImportFaults => Set<ImportFault>();
    public DbSet<ImportCorrection> ImportCorrections => Set<ImportCorrection>();
    public DbSet<PretixSource> PretixSources => Set<PretixSource>();
    public DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<BadgePrint> BadgePrints => Set<BadgePrint>();

    public DbSet<RegistrationForm> RegistrationForms => Set<RegistrationForm>();
    public DbSet<Submission> Submissions => Set<Submission>();
    public DbSet<Picture> Pictures => Set<Picture>();

    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<OrganiserMember> OrganiserMembers => Set<OrganiserMember>();
    public DbSet<Passkey> Passkeys => Set<Passkey>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();
    public DbSet<ClientUsage> ClientUsage => Set<ClientUsage>();
    public DbSet<Restriction> Restrictions => Set<Restriction>();
    public DbSet<ExhibitorMember> ExhibitorMembers => Set<ExhibitorMember>();
    public DbSet<Scanner> Scanners => Set<Scanner>();
    public DbSet<ScanLink> ScanLinks => Set<ScanLink>();
    public DbSet<LeadEntry> LeadEntries => Set<LeadEntry>();
    public DbSet<LeadAnswer> LeadAnswers => Set<LeadAnswer>();
    public DbSet<LeadExport> LeadExports => Set<LeadExport>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
        configurationBuilder.Properties<QuestionType>().HaveConversion<int>();
        configurationBuilder.Properties<WebhookFault>().HaveConversion<FaultConverter>();
        configurationBuilder.Properties<List<QuestionOption>>().HaveConversion<OptionsConverter, OptionsComparer>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Organiser>().HasKey(o => o.Id);
        modelBuilder.Entity<Event>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => x.OrganiserId);
        });
        modelBuilder.Entity<EventRelation>().HasKey(r => new { r.EventId, r.RelatedEventId });
        modelBuilder.Entity<ProfileQuestion>(q =>
        {
            q.HasKey(x => new { x.EventId, x.Id });
            q.HasIndex(x => new { x.EventId, x.Key }).IsUnique();
        });
        modelBuilder.Entity<Registrant>(r =>
        {
            r.HasKey(x => new { x.EventId, x.Id });
            r.HasIndex(x => new { x.EventId, x.Key }).IsUnique();
            r.HasIndex(x => new { x.BadgeHash, x.EventId }).IsUnique();
        });
        modelBuilder.Entity<Exhibitor>(x =>
        {
            x.HasKey(e => new { e.EventId, e.Id });
            x.HasIndex(e => new { e.EventId, e.Key }).IsUnique();
        });
        ConfigureShow(modelBuilder);
        modelBuilder.Entity<ExhibitorQuestion>().HasKey(q => new { q.EventId, q.ExhibitorId, q.Id });
        modelBuilder.Entity<License>().HasKey(l => new { l.EventId, l.ExhibitorId, l.Id });
        modelBuilder.Entity<ApiClient>(c =>
        {
            c.HasKey(x => x.Id);
            c.HasIndex(x => new { x.EventId, x.ExhibitorId });
            c.HasMany(x => x.Secrets).WithOne().HasForeignKey(s => s.ClientId);
        });
        modelBuilder.Entity<ClientSecret>().HasKey(s => s.Id);
        modelBuilder.Entity<AccessToken>().HasKey(t => new { t.ExpiresAt, t.Hash });
        ConfigureConnections(modelBuilder.Entity<Connection>());
        modelBuilder.Entity<Scan>().HasKey(s => new { s.EventId, s.ConnectionSeq, s.Time, s.ScannedBy, s.Origin });
        modelBuilder.Entity<Change>(c =>
        {
            c.HasKey(x => x.Id);
            c.Property(x => x.Id).ValueGeneratedOnAdd();
        });
        modelBuilder.Entity<Setting>().HasKey(s => s.Name);
        ConfigureImports(modelBuilder);
        modelBuilder.Entity<AuditEntry>().HasKey(e => new { e.OrganiserId, e.Number });
        modelBuilder.Entity<AuditHead>().HasKey(h => h.OrganiserId);
        ConfigureSelfRegistration(modelBuilder);
        ConfigureAccounts(modelBuilder);
        ConfigureBadges(modelBuilder);
        ConfigureFairUse(modelBuilder);
        ConfigurePretix(modelBuilder);
        ConfigureMail(modelBuilder);
        ConfigureExhibitorMembers(modelBuilder);
        ConfigureScanners(modelBuilder);
        ConfigureLeads(modelBuilder);
        ConfigureWebhooks(modelBuilder);
        OnStoreModelCreating(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var key in entity.GetKeys().SelectMany(k => k.Properties))
            {
                if (key.ClrType == typeof(long) && entity.ClrType != typeof(Change))
                    key.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            }
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
        }
    }

    /// <summary>What only one store has, before tables and columns get their names.</summary>
    protected virtual void OnStoreModelCreating(ModelBuilder modelBuilder)
    {
    }

    private static void ConfigureShow(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ConsentWording>().HasKey(w => new { w.EventId, w.Version });
        modelBuilder.Entity<Registrant>().Ignore(r => r.Consent);
    }

    private static void ConfigureBadges(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<BadgePrint>().HasKey(p => new { p.EventId, p.RegistrantId });

    private static void ConfigureImports(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Import>().HasKey(i => new { i.EventId, i.Id });
        modelBuilder.Entity<ImportFault>().HasKey(f => new { f.EventId, f.ImportId, f.Number });
        modelBuilder.Entity<ImportCorrection>().HasKey(c => new { c.EventId, c.ImportId, c.Row, c.Column });
    }

    private static void ConfigureConnections(EntityTypeBuilder<Connection> connection)
    {
        connection.HasKey(c => new { c.EventId, c.Seq });
        // Without the event in front: a registrant's connections lie in several events when events are related.
        connection.HasIndex(c => new { c.RegistrantId, c.ExhibitorId, c.EventId }).IsUnique();
        connection.HasIndex(c => new { c.EventId, c.ExhibitorId, c.Revision }).IsUnique();
        // Few rows are redacted; the index finds them when a license or a related event opens them.
        connection.HasIndex(c => new { c.EventId, c.ExhibitorId, c.Seq })
            .HasDatabaseName("ix_connections_redacted").HasFilter("state <> 0");
    }

    private static void ConfigureSelfRegistration(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RegistrationForm>(f =>
        {
            f.HasKey(x => x.EventId);
            f.Property(x => x.Settings).HasConversion(
                new ValueConverter<FormSettings, string>(
                    settings => RegistrationForm.Store(settings), json => RegistrationForm.Read(json)),
                new ValueComparer<FormSettings>(
                    (a, b) => RegistrationForm.Store(a!) == RegistrationForm.Store(b!),
                    settings => RegistrationForm.Store(settings).GetHashCode(StringComparison.Ordinal),
                    settings => settings));
        });
        modelBuilder.Entity<Submission>(s =>
        {
            s.HasKey(x => new { x.EventId, x.Hash });
            s.HasIndex(x => new { x.EventId, x.EmailHash }).IsUnique();
            s.HasIndex(x => new { x.EventId, x.RegistrantId }).IsUnique();
        });
        modelBuilder.Entity<Picture>(p =>
        {
            p.HasKey(x => new { x.EventId, x.Name });
            p.HasIndex(x => new { x.EventId, x.RegistrantId });
        });
    }

    private static void ConfigureAccounts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(a =>
        {
            a.HasKey(x => x.Id);
            a.HasIndex(x => x.NormalizedEmail).IsUnique();
        });
        modelBuilder.Entity<OrganiserMember>(m =>
        {
            m.HasKey(x => new { x.OrganiserId, x.AccountId });
            m.HasIndex(x => x.AccountId);
        });
        modelBuilder.Entity<Passkey>(p =>
        {
            p.HasKey(x => x.CredentialId);
            p.HasIndex(x => x.AccountId);
        });
        modelBuilder.Entity<Invitation>(i =>
        {
            i.HasKey(x => x.Id);
            i.HasIndex(x => x.Hash).IsUnique();
            i.HasIndex(x => x.OrganiserId);
        });
        modelBuilder.Entity<ProtectionKey>().HasKey(k => k.Name);
    }

    private static void ConfigureFairUse(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ClientUsage>().HasKey(u => new { u.EventId, u.ClientId, u.Hour });
        modelBuilder.Entity<Restriction>().HasKey(r => new { r.EventId, r.ClientId, r.Rule });
        // At its start a node asks for all that stand.
        modelBuilder.Entity<Restriction>().HasIndex(r => r.Until);
    }

    private static void ConfigurePretix(ModelBuilder modelBuilder) => modelBuilder.Entity<PretixSource>(s =>
    {
        s.HasKey(x => x.EventId);
        s.HasIndex(x => x.NextRunAt);
    });

    private static void ConfigureMail(ModelBuilder modelBuilder) => modelBuilder.Entity<OutgoingMail>(m =>
    {
        m.HasKey(x => x.Id);
        m.HasIndex(x => x.NextAttemptAt);
        m.HasIndex(x => new { x.EventId, x.SubjectId });
    });

    private static void ConfigureExhibitorMembers(ModelBuilder modelBuilder) => modelBuilder.Entity<ExhibitorMember>(m =>
    {
        m.HasKey(x => new { x.EventId, x.ExhibitorId, x.AccountId });
        m.HasIndex(x => x.AccountId);
    });

    private static void ConfigureScanners(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Scanner>(s =>
        {
            s.HasKey(x => new { x.EventId, x.ExhibitorId, x.Id });
            s.HasIndex(x => new { x.EventId, x.ExhibitorId, x.Name }).IsUnique();
            s.HasIndex(x => new { x.EventId, x.ExhibitorId, x.SeatedAt }).IsUnique();
            s.HasIndex(x => new { x.TokenHash, x.EventId }).IsUnique();
        });
        modelBuilder.Entity<ScanLink>(l =>
        {
            l.HasKey(x => new { x.EventId, x.ExhibitorId, x.Id });
            l.HasIndex(x => new { x.Hash, x.EventId }).IsUnique();
        });
    }

    private static void ConfigureLeads(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LeadEntry>().HasKey(e => new { e.EventId, e.ConnectionSeq, e.Id });
        modelBuilder.Entity<LeadAnswer>(a =>
        {
            a.HasKey(x => new { x.EventId, x.ExhibitorId, x.QuestionId, x.OptionId, x.ConnectionSeq });
            a.HasIndex(x => new { x.EventId, x.ConnectionSeq });
        });
        modelBuilder.Entity<LeadExport>().HasKey(x => new { x.EventId, x.ExhibitorId, x.Id });
    }

    private static void ConfigureWebhooks(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Webhook>().HasKey(w => new { w.EventId, w.ExhibitorId, w.Id });
        modelBuilder.Entity<WebhookDelivery>(d =>
        {
            d.HasKey(x => new { x.EventId, x.WebhookId, x.Id });
            d.HasIndex(x => new { x.EventId, x.WebhookId, x.At });
        });
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        time => UnixMicroseconds.From(time), value => UnixMicroseconds.ToTime(value));

    private sealed class FaultConverter() : ValueConverter<WebhookFault, string>(
        fault => WebhookFault.Write(fault), stored => WebhookFault.Read(stored));

    private sealed class OptionsConverter() : ValueConverter<List<QuestionOption>, string>(
        options => QuestionOptions.Store(options),
        json => QuestionOptions.Read(json));

    private sealed class OptionsComparer() : ValueComparer<List<QuestionOption>>(
        (a, b) => a!.SequenceEqual(b!),
        options => options.Count,
        options => options.ToList());
}

/// <summary>A value of the whole installation, such as the check value of its key.</summary>
public sealed class Setting
{
    /// <summary>
    /// Row numbers of connections up to this one are used up. Written by a restoring: the numbers after the backup's last one
    /// were given to connections that clients may hold and the store has lost.
    /// </summary>
    public const string NumbersUsed = "connection_numbers_used";

    /// <summary>More than are made between a backup and the loss of its store.</summary>
    public const long NumbersSkipped = 1_000_000_000;

    public required string Name { get; init; }
    public required string Value { get; set; }
}
