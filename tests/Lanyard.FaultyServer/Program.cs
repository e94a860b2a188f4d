// The real server with faults at chosen moments, for tests that start it as a process of its own. Nothing of this is in
// what is shipped. Everything is a setting: --Store:Folder=… --urls=… --Fault:Kill=before-commit --Fault:At=17
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.FaultyServer;
using Lanyard.Server;
using Lanyard.Server.Hosting;

var builder = WebApplication.CreateBuilder(args).AddServer();
var faults = builder.Configuration.GetSection("Fault").Get<Faults>() ?? new();
var observer = new FaultObserver(faults);
var store = StoreSettings.Read(builder.Configuration);
builder.Services.AddSingleton<SqliteStore>(services => new FaultySqliteStore(store.DatabasePath, faults, observer,
    services.GetRequiredService<Keys>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SqliteStore>>()));
builder.Services.AddSingleton(services => new PostgresStore(store.ConnectionString!,
    services.GetRequiredService<Keys>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>(),
    faults.PlainSequence
        ? new PlainSequenceScans(store.ConnectionString!, services.GetRequiredService<Keys>(), services.GetRequiredService<TimeProvider>(), observer)
        : new ScanTransaction(services.GetRequiredService<Keys>(), services.GetRequiredService<TimeProvider>(), observer)));
builder.Services.AddSingleton(services => PortionWatch.Wrap(
    store.ConnectionString is null ? services.GetRequiredService<SqliteStore>() : services.GetRequiredService<PostgresStore>(), faults));
var app = builder.Build();
app.UseServer();
await app.RunAsync();
