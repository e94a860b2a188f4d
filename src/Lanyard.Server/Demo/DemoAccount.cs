using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Demo;

/// <summary>The owner of the demo's organiser, with a password that this installation alone has.</summary>
internal static class DemoAccount
{
    /// <summary>The demo's organiser with the account; made when the file knows of none.</summary>
    public static async Task<DemoFile> AddAsync(WebApplication app, DemoFile file, CancellationToken cancellation)
    {
        if (file.Organiser.Password is not null || !ShortId.TryParse(file.Event.Id, out var eventId))
            return file;
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var store = app.Services.GetRequiredService<IStore>();
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var organiser = await store.ReadAsync(data => data.Events.Where(e => e.Id == eventId).Select(e => e.OrganiserId).SingleAsync(cancellation));
        var (email, password) = ("owner@demo.example", Tokens.NewText()[..16]);
        if (await accounts.FindByEmailAsync(email) is not null)
            email = $"owner-{ShortId.Format(organiser)}@demo.example";
        var account = new Account
        {
            Email = email,
            NormalizedEmail = accounts.NormalizeEmail(email),
            Name = "Demo owner",
            OrganiserId = organiser,
            SecurityStamp = Tokens.NewText(),
            CreatedAt = now,
        };
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        await store.WriteAsync(data =>
        {
            data.Add(account);
            data.Add(new OrganiserMember { OrganiserId = organiser, AccountId = account.Id, Role = OrganiserRole.Owner, AddedAt = now });
            if (file.Exhibitors is [var exhibitor, ..] && ShortId.TryParse(exhibitor.Id, out var exhibitorId))
            {
                data.Add(new ExhibitorMember
                {
                    EventId = eventId, ExhibitorId = exhibitorId, AccountId = account.Id, Rights = ExhibitorRights.All, AddedAt = now,
                });
            }
            return Task.FromResult(0);
        }, cancellation);
        return file with { Organiser = file.Organiser with { Email = email, Password = password } };
    }
}
