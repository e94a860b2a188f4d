using Lanyard.Core.Accounts;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>The link that makes the first account, told on the console at each start until there is one.</summary>
internal static class SetUpLink
{
    public static async Task PrintAsync(WebApplication app, CancellationToken cancellation)
    {
        if (await app.Services.GetRequiredService<Invitations>().SetUpOrNullAsync(cancellation) is not { } secret)
            return;
        var baseUrl = app.Services.GetRequiredService<ServerSettings>().PublicUrl?.TrimEnd('/') ?? ServerAddress.Of(app);
        Console.WriteLine(
            $"""

            There is no account yet. Open this link to make the first one; it works once, for an hour:

              {baseUrl}/organise/set-up/{secret}

            """);
    }
}
