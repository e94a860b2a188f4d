using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>Contacts in HubSpot, with notes.</summary>
internal sealed class HubSpotTarget : ITarget
{
    private static readonly string[] Rights =
    [
        "crm.objects.contacts.read", "crm.objects.contacts.write",
        "crm.schemas.contacts.read", "crm.schemas.contacts.write",
    ];

    private readonly HubSpotApi _api;
    private readonly HubSpotFields _fields;
    private readonly HubSpotContacts _contacts;
    private readonly HubSpotNotes _notes;
    private readonly bool _uploads;

    private HubSpotTarget(TargetContext context)
    {
        _api = new(context);
        _fields = new(_api, context.Settings);
        _contacts = new(_api, _fields, context.State);
        _notes = new(_api, context, withQuestions: _fields.Questions == "note");
        _uploads = context.Settings.Or("files", "upload") == "upload";
    }

    public static TargetKind Kind { get; } = new(
        "hubspot",
        "HubSpot",
        [
            new("token", "the service key, from Settings, Integrations, Service keys: pat-eu1-…",
                IsRequired: true, IsSecret: true),
            new("questions", "what answers become: properties (one each), note or none"),
            new("files", "images and recordings: upload, or links to leave them where they are"),
            Owners.Option,
            new("version", "the version of HubSpot's API: 2026-09, or v3"),
            new("address", "where HubSpot is: https://api.hubapi.com"),
        ],
        HubSpotFields.Defaults,
        context => new HubSpotTarget(context));

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            _fields.Forget();
            var missing = await _fields.MissingAsync(cancellation);
            findings.Add(new(FindingKind.Fine, "HubSpot accepts the key."));
            var foreign = HubSpotFields.Foreign(missing);
            if (foreign.Count > 0)
            {
                findings.Add(new(FindingKind.Fault,
                    $"Contacts have no property {string.Join(", ", foreign)}. Create it, or change the mapping."));
            }
            if (missing.Count > foreign.Count)
            {
                findings.Add(new(FindingKind.Warning,
                    $"These properties are created before any lead: {string.Join(", ", missing.Except(foreign))}."));
            }
            if (await _fields.IsKeyUsableAsync(cancellation) == false)
            {
                findings.Add(new(FindingKind.Fault,
                    $"The property {HubSpotFields.Key} must be unique. Delete it, and it is created anew."));
            }
            await _api.GetAsync(_api.Objects("contacts", "?limit=1"), cancellation);
            findings.Add(await RightsAsync(cancellation));
            if (_api.CallsLeft is { } left)
                findings.Add(new(FindingKind.Fine, $"{left} calls are left today."));
        }
        catch (TargetFaultException exception)
        {
            findings.Add(new(FindingKind.Fault, exception.Message));
        }
        return findings;
    }

    public Task PrepareAsync(CancellationToken cancellation) => _fields.PrepareAsync(cancellation);

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        await _fields.PrepareQuestionsAsync(batch.Leads, cancellation);
        // First those that go: an address that one of them had may be another's now.
        foreach (var part in batch.Leads.Where(l => !Lead.IsCompleted(l)).Chunk(HubSpotBatch.Size))
        {
            foreach (var lead in await _contacts.ClearAsync(part, batch, cancellation))
                await _notes.RemoveAsync(lead, cancellation);
        }
        foreach (var part in batch.Leads.Where(Lead.IsCompleted).Chunk(HubSpotBatch.Size))
            await _notes.WriteAsync(await _contacts.WriteAsync(part, batch, cancellation), batch, cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Finding> RightsAsync(CancellationToken cancellation)
    {
        if (await _api.RightsAsync(cancellation) is not { } rights)
        {
            return new(FindingKind.Warning,
                $"HubSpot does not tell the rights of the key. It needs {string.Join(", ", Needed)}.");
        }
        var missing = Needed.Where(r => !rights.Contains(r)).ToList();
        return missing.Count == 0
            ? new(FindingKind.Fine, "The key has every scope that is needed.")
            : new(FindingKind.Fault, $"The key lacks the scopes {string.Join(", ", missing)}.");
    }

    private IEnumerable<string> Needed => _uploads ? Rights.Append("files") : Rights;
}
