using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Mail;

namespace Lanyard.Server.Hosting.Mail;

internal static class MailRegistration
{
    public static void AddMail(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<MailSettings>();
            return new Outbox(provider.GetRequiredService<IStore>(), provider.GetRequiredService<Keys>(),
                provider.GetRequiredService<TimeProvider>(), settings.IsConfigured ? settings.Sender.Domain : null);
        });
        services.AddSingleton<MailWorker>();
    }
}
