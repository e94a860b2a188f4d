// Keeps a table of leads in step with the Connections API: every minute what has changed, until Ctrl+C.
using Lanyard.Client;
using TableSync;

if (args is not [var server, var clientId, var file])
    return Fail("Usage: LANYARD_CLIENT_SECRET=… TableSync <server> <client id> <database file>");
if (Environment.GetEnvironmentVariable("LANYARD_CLIENT_SECRET") is not { Length: > 0 } secret)
    return Fail("LANYARD_CLIENT_SECRET is not set.");

using var end = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; end.Cancel(); };
var leads = new ConnectionsClient(new Uri(server), new ClientCredential(clientId, secret));
using var table = new LeadTable(file);
using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1));
try
{
    do
    {
        try
        {
            await foreach (var page in leads.GetChangesAsync(table.Position, end.Token).AsPages())
                Console.WriteLine($"{table.Apply(page)} leads made or changed");
        }
        // The next minute is another try, from where this one ended.
        catch (ConnectionsException failure)
        {
            Console.Error.WriteLine(failure.Message);
        }
    }
    while (await minute.WaitForNextTickAsync(end.Token));
}
catch (OperationCanceledException) { }
return 0;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
