// Receives signed webhooks (Standard Webhooks 1.0.0) at /leads and refuses everything else.
using System.Text;
using Lanyard.Client;

var app = WebApplication.Create(args);
// Two while one replaces the other, with a space between them.
var secrets = app.Configuration["WEBHOOK_SECRETS"]?.Split(' ')
    ?? throw new InvalidOperationException("WEBHOOK_SECRETS is not set.");

app.MapPost("/leads", async (HttpRequest request) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body);
    var headers = request.Headers;
    var isGenuine = WebhookSignature.Verify(
        secrets,
        headers[WebhookSignature.IdHeader],
        headers[WebhookSignature.TimestampHeader],
        headers[WebhookSignature.SignatureHeader],
        body.ToArray(),
        TimeProvider.System.GetUtcNow());
    if (!isGenuine)
        return Results.StatusCode(401);
    // The same id can come again: keep the ids that were dealt with.
    Console.WriteLine($"{headers[WebhookSignature.IdHeader]} {Encoding.UTF8.GetString(body.ToArray())}");
    return Results.NoContent();
});

app.Run();
