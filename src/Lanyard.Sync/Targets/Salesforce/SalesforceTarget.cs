using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>Leads or contacts in Salesforce, with tasks and files.</summary>
internal sealed class SalesforceTarget : ITarget
{
    private readonly SalesforceApi _api;
    private readonly SalesforceLeads _leads;
    private readonly SalesforceNotes _notes;

    private SalesforceTarget(TargetContext context)
    {
        var name = context.Settings.Or("object", "Lead");
        if (name is not ("Lead" or "Contact"))
            throw new TargetFaultException($"object of the target {context.Settings.Name} is Lead or Contact.");
        _api = new(context);
        _leads = new(_api, context.Settings, name);
        _notes = new(_api, context);
    }

    public static TargetKind Kind { get; } = new(
        "salesforce",
        "Salesforce",
        [
            new("address", "your My Domain: https://acme.my.salesforce.com", IsRequired: true),
            new("clientId", "the consumer key of the External Client App", IsRequired: true),
            new("clientSecret", "its consumer secret", IsRequired: true, IsSecret: true),
            new("object", "what leads become: Lead or Contact"),
            new("questions", "what answers become: note or none"),
            new("files", "images and recordings: upload, or links to leave them where they are"),
            Owners.Option,
            new("version", "the version of Salesforce's API: v62.0"),
        ],
        SalesforceDefaults.OfLead,
        context => new SalesforceTarget(context));

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            _leads.Forget();
            var target = await _leads.ObjectAsync(cancellation);
            findings.Add(new(FindingKind.Fine, "Salesforce signs the app in."));
            findings.AddRange(Findings(target));
            var task = await _api.GetAsync("/sobjects/Task/describe", cancellation);
            if (!task.IsSuccess || (bool?)task.Body?["createable"] != true)
                findings.Add(new(FindingKind.Fault, "The app's user may not create tasks, which notes become."));
            if (_api.Usage is { } usage)
            {
                var used = usage.Replace("/", " of ", StringComparison.Ordinal);
                findings.Add(new(FindingKind.Fine, $"Of Salesforce's calls of 24 hours {used} are used."));
            }
        }
        catch (TargetFaultException exception)
        {
            findings.Add(new(FindingKind.Fault, exception.Message));
        }
        return findings;
    }

    /// <summary>Creates nothing: fields are created by a person, who also lets users see them.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        _leads.Forget();
        var faults = Findings(await _leads.ObjectAsync(
            cancellation)).Where(f => f.Kind == FindingKind.Fault).Select(f => f.Text).ToList();
        if (faults.Count > 0)
            throw new TargetFaultException(string.Join(" ", faults));
    }

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        foreach (var part in batch.Leads.Where(l => !Lead.IsCompleted(l)).Chunk(SalesforceRows.Size))
        {
            foreach (var lead in await _leads.ClearAsync(part, batch, cancellation))
                await _notes.RemoveAsync(lead, batch, cancellation);
        }
        foreach (var part in batch.Leads.Where(Lead.IsCompleted).Chunk(SalesforceRows.Size))
            await _notes.WriteAsync(await _leads.WriteAsync(part, batch, cancellation), batch, cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<Finding> Findings(SalesforceObject target)
    {
        if (!target.MayWrite)
            yield return new(FindingKind.Fault, $"The app's user may not create and edit a {target.Name}.");
        if (target.KeyFault is { } fault)
            yield return new(FindingKind.Fault, fault);
        if (target.Foreign is { Count: > 0 } foreign)
        {
            yield return new(FindingKind.Fault, $"{target.Name} has no field {string.Join(", ", foreign)} that the "
                + "app's user may edit. Create it, or change the mapping.");
        }
        if (target.LeftOut is { Count: > 0 } left)
        {
            yield return new(FindingKind.Warning, $"{target.Name} has no field {string.Join(", ", left)} that the "
                + "app's user may edit: it is left out.");
        }
        if (target.Unfilled is { Count: > 0 } unfilled)
        {
            yield return new(FindingKind.Warning,
                $"Salesforce demands {string.Join(", ", unfilled)}, which nothing fills. Map it or give it a default.");
        }
        if (target.ChoosesCountries)
        {
            yield return new(FindingKind.Warning, "States are chosen from a list in this organisation, so they are "
                + "left out. Map contact.address.state to a field of your own to have them.");
        }
    }
}
