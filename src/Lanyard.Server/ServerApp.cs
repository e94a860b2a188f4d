using System.Security.Cryptography;
using Lanyard.Badges;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Imports;
using Lanyard.Core.FairUse;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Lanyard.Core.Seats;
using Lanyard.Core.SelfRegistration;
using Lanyard.Core.Statistics;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Api.Description;
using Lanyard.Server.Api.Connections;
using Lanyard.Server.Api.FairUse;
using Lanyard.Server.Api.Organise;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Accounts;
using Lanyard.Server.Hosting.Files;
using Lanyard.Server.Hosting.Mail;
using Lanyard.Server.Hosting.Webhooks;
using Lanyard.Server.OAuth;
using Lanyard.Server.Scan;
using Lanyard.Server.Web;
using Microsoft.Extensions.Options;

namespace Lanyard.Server;

/// <summary>The parts of the server. The program, the tests and the benchmarks start it by the same two calls.</summary>
public static class ServerApp
{
    public static WebApplicationBuilder AddServer(this WebApplicationBuilder builder)
    {
        builder.AddSettings();
        // Before the API's, which takes what is left.
        builder.Services.AddExceptionHandler<PageErrors>();
        builder.AddWebHost();
        builder.AddTelemetry();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => CommandLine.IsDescribing
            ? new Keys(RandomNumberGenerator.GetBytes(Keys.MasterKeyLength))
            : KeyFile.Open(provider.GetRequiredService<StoreSettings>().Folder));
        var store = StoreSettings.Read(builder.Configuration);
        if (store.ConnectionString is { } connectionString)
            builder.Services.AddPostgres(connectionString);
        else
            builder.Services.AddSqlite(store.DatabasePath);
        builder.Services.AddSingleton<ConnectionReader>();
        builder.Services.AddSingleton<HeadWatch>();
        builder.Services.AddSingleton<Scanning>();
        builder.Services.AddSingleton<Registration>();
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<RegistrationForms>();
        builder.Services.AddSingleton<SelfRegistrations>();
        builder.Services.AddSingleton<Pictures>();
        builder.Services.AddSingleton<EventAdministration>();
        builder.Services.AddSingleton<EventSettingsAdministration>();
        builder.Services.AddSingleton<QuestionAdministration>();
        builder.Services.AddSingleton<ExhibitorAdministration>();
        builder.Services.AddSingleton<ExhibitorMembers>();
        builder.Services.AddSingleton<Scanners>();
        builder.Services.AddSingleton<LeadEditing>();
        builder.Services.AddFiles();
        builder.Services.AddSingleton<LeadDirectory>();
        builder.Services.AddSingleton<LeadExports>();
        builder.Services.AddSingleton<LeadFigures>();
        builder.Services.AddSingleton<ExhibitorQuestions>();
        builder.Services.AddSingleton<NoteUpload>();
        builder.Services.AddSingleton<ClientOverviews>();
        builder.Services.AddSingleton<LicenseAdministration>();
        builder.Services.AddSingleton<ApiClientAdministration>();
        builder.Services.AddSingleton<RegistrantDirectory>();
        builder.Services.AddSingleton<Erasure>();
        builder.Services.AddSingleton<Correction>();
        builder.Services.AddSingleton<Purge>();
        builder.Services.AddSingleton<ShowCounter>();
        builder.Services.AddSingleton<BadgePrinting>();
        builder.Services.AddSingleton<ApiClients>();
        builder.Services.AddSingleton<ClientDirectory>();
        builder.Services.AddSingleton<Tokens>();
        builder.Services.AddSingleton<ChangeWorker>();
        builder.Services.AddSingleton<BadgeWithdrawal>();
        builder.Services.AddSingleton(provider => PublicNetwork.Create(provider.GetRequiredService<PretixSettings>().AllowPrivate));
        builder.Services.AddSingleton<PretixSources>();
        builder.Services.AddSingleton<PretixPull>();
        builder.Services.AddMail();
        builder.Services.AddWebhooks();
        builder.Services.AddSingleton<FairUseCases>();
        builder.Services.AddSingleton<RequestHistory>();
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FairUseWatch>(
            provider, provider.GetRequiredService<IOptions<FairUseSettings>>().Value.ReadMode()));
        builder.Services.AddSingleton(provider => new ImportFiles(provider.GetRequiredService<StoreSettings>().ImportsFolder));
        builder.Services.AddSingleton<ImportJobs>();
        builder.Services.AddSingleton<ImportFaultFile>();
        builder.Services.AddSingleton<ImportWorker>();
        if (!CommandLine.IsDescribing)
        {
            builder.Services.AddHostedService<StoreService>();
            builder.Services.AddHostedService<PurgeService>();
            builder.Services.AddHostedService<ImportService>();
            builder.Services.AddHostedService<FairUseService>();
            builder.Services.AddHostedService<PretixWorker>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<MailWorker>());
            builder.Services.AddHostedService<WebhookWorker>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<FileSweep>());
        }
        // After the store's service: their keys are read from the store at the start.
        builder.AddPages();
        builder.AddScan();
        builder.AddAccounts();
        builder.Services.AddSingleton<GuessThrottle>();
        builder.Services.AddApiDescription();
        return builder;
    }

    public static WebApplication UseServer(this WebApplication app)
    {
        app.UseProblems();
        app.UseIdlePoll();
        app.UseTrustedProxies();
        app.UseRouting();
        app.UseBearer();
        app.UsePages();
        OAuthEndpoints.Map(app);
        ConnectionEndpoints.Map(app);
        app.MapFairUse();
        app.MapFiles();
        app.MapPictures();
        app.MapOrganise();
        app.MapPages();
        app.MapScan();
        app.MapOperations();
        app.MapApiDescription();
        return app;
    }
}
