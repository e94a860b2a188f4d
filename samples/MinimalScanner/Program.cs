// Submits every line of standard input as the code of a badge: most scanners type what they read and press Enter.
using Lanyard.Client;

if (args is not [var server, var clientId])
    return Fail("Usage: LANYARD_CLIENT_SECRET=… MinimalScanner <server> <client id>");
if (Environment.GetEnvironmentVariable("LANYARD_CLIENT_SECRET") is not { Length: > 0 } secret)
    return Fail("LANYARD_CLIENT_SECRET is not set.");

var leads = new ConnectionsClient(new Uri(server), new ClientCredential(clientId, secret));
while (Console.ReadLine() is { } line)
{
    if (line.Trim() is not { Length: > 0 } code)
        continue;
    try
    {
        var lead = await leads.ScanAsync(code, TimeProvider.System.GetUtcNow());
        Console.WriteLine($"{lead.Contact?.FirstName} {lead.Contact?.LastName}, {lead.Contact?.Company}");
    }
    catch (ConnectionsException failure)
    {
        Console.Error.WriteLine(failure.Message);
    }
}
return 0;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
