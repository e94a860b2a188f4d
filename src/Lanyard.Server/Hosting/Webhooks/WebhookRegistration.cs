using Lanyard.Core.Webhooks;

namespace Lanyard.Server.Hosting.Webhooks;

internal static class WebhookRegistration
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton(provider => new WebhookRules(provider.GetRequiredService<WebhookSettings>().AllowPrivate));
        services.AddSingleton<WebhookAdministration>();
        services.AddSingleton<WebhookDirectory>();
        services.AddSingleton<WebhookSender>();
    }
}
