using System.Text.Json.Nodes;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>Leads as parties and opportunities in Tryton 6.0 and later.</summary>
internal sealed class TrytonTarget : ITarget
{
    private static readonly string[] Rights = ["read", "create", "write"];

    private readonly TargetContext _context;
    private readonly FieldMapping _mapping;
    private readonly TrytonLogin _login;
    private readonly TrytonApi _api;
    private readonly TrytonRecords _records;
    private readonly TrytonCountries _countries;
    private readonly TrytonParties _parties;
    private readonly TrytonAttached _attached;

    private readonly HashSet<string> _textFields = new(["street"], StringComparer.Ordinal);

    private TrytonOpportunities? _opportunities;
    private bool _isReady;

    private TrytonTarget(TargetContext context)
    {
        var settings = context.Settings;
        _context = context;
        _mapping = FieldMapping.Create(Kind.Fields, settings.Fields);
        _login = new(
            Address(settings), settings.Required("database"), settings.Required("user"), settings.Required("password"));
        _api = new(new TargetHttp(context.Http, context.Time), _login, context.Time);
        _records = new(_api, context.State, context.Time);
        _countries = new(_records);
        _parties = new(_api, _records, context.State, _countries);
        _attached = new(_records, context.ReadFileAsync);
    }

    public static TargetKind Kind { get; } = new(
        "tryton",
        "Tryton",
        [
            new("address", "where Tryton answers: https://tryton.example.com/", IsRequired: true),
            new("database", "the name of the database", IsRequired: true),
            new("user", "the login of a user of its own: lanyard", IsRequired: true),
            new("password", "that user's password", IsRequired: true, IsSecret: true),
            new("opportunity", "whether a lead becomes an opportunity too: true where sale_opportunity is active"),
        ],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "contact.fullName",
            ["email"] = "contact.email",
            ["phone"] = "contact.phone1",
            ["mobile"] = "contact.phone2",
            ["fax"] = "contact.fax",
            ["website"] = "contact.website",
            ["street"] = "contact.address.line",
            ["postal_code"] = "contact.address.postalCode",
            ["city"] = "contact.address.city",
            ["subdivision"] = "contact.address.state",
            ["country"] = "contact.address.country",
            ["opportunity.description"] = "contact.company",
        },
        context => new TrytonTarget(context));

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            var version = await _api.VersionAsync(cancellation);
            findings.Add(new(FindingKind.Fine, $"Tryton {version} answers at {_login.Address}."));
            await PrepareAsync(cancellation);
            findings.Add(new(FindingKind.Fine, $"The user {_login.User} may create parties in {_login.Database}."));
            findings.Add(_opportunities is null
                ? new(FindingKind.Warning,
                    "No opportunities: sale_opportunity is not active, or they are switched off.")
                : new(FindingKind.Fine, "Every lead becomes an opportunity too."));
            if (_countries.Count == 0)
            {
                findings.Add(new(
                    FindingKind.Warning,
                    "Tryton knows no countries, so they are written below the street. "
                    + "trytond_import_countries loads them."));
            }
        }
        catch (Exception exception)
            when (exception is TargetFaultException or TargetUnavailableException or TrytonRefusal)
        {
            findings.Add(new(FindingKind.Fault, exception.Message));
        }
        return findings;
    }

    /// <summary>Nothing has to be created in Tryton; what is looked at here is kept until the end.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (_isReady)
            return;
        var preferences = await _api.CallAsync(
            "model.res.user.get_preferences", [true], isRepeatable: true, cancellation);
        foreach (var fact in (string[])["company", "employee", "language"])
        {
            if (preferences?[fact] is { } value)
                _api.Context[fact] = value.DeepClone();
        }
        await AssertRightsAsync(
            [TrytonParties.Model, "party.contact_mechanism", "party.address", "ir.note", "ir.attachment"],
            cancellation);
        _opportunities = await WantsOpportunitiesAsync(cancellation) ? new(_records, _context.State) : null;
        await LookAtFieldsAsync(TrytonParties.Model, f => TrytonLead.IsPartyField(f) ? f : null, cancellation);
        if (_opportunities is not null)
            await LookAtFieldsAsync(TrytonOpportunities.Model, TrytonLead.OpportunityFieldOrNull, cancellation);
        await _countries.LoadAsync(cancellation);
        _isReady = true;
    }

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        try
        {
            await PrepareAsync(cancellation);
            await _records.SettleAsync(cancellation);
            var page = new TrytonPage(batch, _parties, _opportunities, _attached, cancellation);
            await page.ApplyAsync([.. batch.Leads.Select(l => new TrytonLead(l, _mapping, _textFields.Contains))]);
        }
        catch (Exception exception) when (exception is OutcomeUnknownException or TrytonConflict)
        {
            // The next attempt looks at what is there before it creates anything.
            throw new TargetUnavailableException(exception.Message, inner: exception);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<bool> WantsOpportunitiesAsync(CancellationToken cancellation)
    {
        var isAsked = _context.Settings.OrNull("opportunity") is not null;
        if (!_context.Settings.Is("opportunity", otherwise: true))
            return false;
        try
        {
            await AssertRightsAsync([TrytonOpportunities.Model], cancellation);
        }
        catch (TrytonRefusal refusal) when (refusal.IsFailure)
        {
            return isAsked
                ? throw new TargetFaultException("The module sale_opportunity is not active in Tryton.", refusal)
                : false;
        }
        if (_api.Context["company"] is null)
        {
            throw new TargetFaultException(
                $"The user {_login.User} belongs to no company in Tryton, which an opportunity needs. "
                + "Give it one, or set opportunity to false.");
        }
        return true;
    }

    private async Task AssertRightsAsync(string[] models, CancellationToken cancellation)
    {
        var access = await _api.CallAsync(
            "model.ir.model.access.get_access", [TrytonRecords.Names(models)], isRepeatable: true, cancellation);
        foreach (var model in models)
        {
            var rights = access?[model];
            var missing = string.Join(" or ", Rights.Where(right => rights?[right]?.ToString() is "false" or "0"));
            if (missing.Length > 0)
                throw new TargetFaultException($"The user {_login.User} may not {missing} {model} in Tryton.");
        }
    }

    private async Task LookAtFieldsAsync(string model, Func<string, string?> nameOrNull, CancellationToken cancellation)
    {
        var names = _mapping.Sources.Keys.Where(f => nameOrNull(f) is not null)
            .ToDictionary(f => nameOrNull(f)!, StringComparer.Ordinal);
        var known = await _api.CallAsync(
            $"model.{model}.fields_get", [TrytonRecords.Names(names.Keys)], isRepeatable: true, cancellation);
        foreach (var (name, field) in names)
        {
            if (known?[name] is not { } description)
                throw new TargetFaultException($"{model} has no field {name} in Tryton.");
            if (description["type"]?.ToString() == "text")
                _textFields.Add(field);
        }
    }

    private static Uri Address(TargetSettings settings)
    {
        var address = settings.Required("address");
        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            ? uri
            : throw new TargetFaultException($"{address} is not an address of the kind https://tryton.example.com/.");
    }
}
