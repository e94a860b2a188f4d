using Lanyard.Core;
using Lanyard.Core.Webhooks;
using Lanyard.Server.Web.Connect;
using Microsoft.AspNetCore.Components;

namespace Lanyard.Server.Web.Webhooks;

/// <summary>A page of <c>webhooks/{webhookId}</c>.</summary>
public abstract class WebhookComponent : ExhibitorComponent
{
    [Parameter]
    public string WebhookId { get; set; } = "";

    [Inject]
    protected WebhookAdministration Webhooks { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Null when there is none; then the answer is 404.</summary>
    protected Webhook? Webhook { get; private set; }

    protected WebhookKey Key { get; private set; }

    /// <summary>The page of the webhook itself.</summary>
    protected string Self => Page.ExhibitorPath("webhooks/" + WebhookId);

    protected override async Task OnInitializedAsync()
    {
        if (ShortId.TryParse(WebhookId, out var id))
        {
            Key = new(Page.Exhibitor.Key, id);
            Webhook = await Webhooks.FindAsync(Key, default);
        }
        if (Webhook is null)
            Navigation.NotFound();
    }
}
