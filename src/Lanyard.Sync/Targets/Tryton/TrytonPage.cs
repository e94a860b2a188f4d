namespace Lanyard.Sync.Targets.Tryton;

/// <summary>
/// One page of leads on its way into Tryton: parties, opportunities, what hangs on them. Every step first looks at what
/// is there, so a page may be cut off anywhere and come again. A lead that Tryton refuses goes aside alone.
/// </summary>
internal sealed class TrytonPage(
    Batch batch,
    TrytonParties parties,
    TrytonOpportunities? opportunities,
    TrytonAttached attached,
    CancellationToken cancellation)
{
    private readonly HashSet<string> _aside = new(StringComparer.Ordinal);

    private Dictionary<string, TrytonParty> _parties = [];
    private Dictionary<string, int> _opportunities = [];

    public async Task ApplyAsync(IReadOnlyList<TrytonLead> leads)
    {
        _parties = await parties.FindAsync(leads, cancellation);
        var known = leads.Where(l => _parties.ContainsKey(l.Id)).ToList();
        await UpdatePartiesAsync(known);
        await CreatePartiesAsync([.. leads.Where(l => !l.IsErased && !_parties.ContainsKey(l.Id))]);
        var there = leads.Where(l => _parties.ContainsKey(l.Id)).ToList();
        if (opportunities is not null)
            await OpportunitiesAsync(opportunities, Left(there));
        await EachAsync(Resources(Left(there)), r => r.Lead, part => attached.NotesAsync(part, cancellation));
        var withFiles = Left(there).Where(l => known.Contains(l) || Leads.Lead.Files(l.Connection).Any());
        await EachAsync(Resources(withFiles), r => r.Lead, part => attached.FilesAsync(part, cancellation));
    }

    private Task UpdatePartiesAsync(IReadOnlyList<TrytonLead> leads) => EachAsync(
        leads, l => l,
        part => parties.UpdateAsync(part, _parties, isCareful: false, cancellation),
        lead => parties.UpdateAsync([lead], _parties, isCareful: true, cancellation));

    private Task CreatePartiesAsync(IReadOnlyList<TrytonLead> leads) => EachAsync(
        leads, l => l,
        part => CreateAsync(part, isCareful: false),
        async lead =>
        {
            // What was still under way when it was looked for may have come in since: then the code is taken.
            foreach (var (id, party) in await parties.FindAsync([lead], cancellation))
                _parties[id] = party;
            if (_parties.ContainsKey(lead.Id))
                await parties.UpdateAsync([lead], _parties, isCareful: true, cancellation);
            else
                await CreateAsync([lead], isCareful: true);
        });

    private async Task CreateAsync(IReadOnlyList<TrytonLead> leads, bool isCareful)
    {
        foreach (var (id, party) in await parties.CreateAsync(leads, isCareful, cancellation))
            _parties[id] = party;
    }

    private async Task OpportunitiesAsync(TrytonOpportunities target, IReadOnlyList<TrytonLead> leads)
    {
        _opportunities = await target.FindAsync(leads, cancellation);
        var erased = leads.Where(l => l.IsErased && _opportunities.ContainsKey(l.Id)).ToList();
        await EachAsync(erased, l => l, part => target.EraseAsync(part, _opportunities, cancellation));
        var missing = leads.Where(l => !l.IsErased && !_opportunities.ContainsKey(l.Id)).ToList();
        await EachAsync(missing, l => l, async part =>
        {
            foreach (var (lead, id) in part.Zip(await target.CreateAsync(part, _parties, cancellation)))
                _opportunities[lead.Id] = id;
        });
    }

    // Of an erased lead both places are cleared, whichever was used.
    private List<TrytonResource> Resources(IEnumerable<TrytonLead> leads)
    {
        var resources = new List<TrytonResource>();
        foreach (var lead in leads)
        {
            var hasOpportunity = _opportunities.TryGetValue(lead.Id, out var opportunity);
            if (hasOpportunity)
                resources.Add(new(lead, $"{TrytonOpportunities.Model},{TrytonRecords.Text(opportunity)}"));
            if (!hasOpportunity || lead.IsErased)
                resources.Add(new(lead, $"{TrytonParties.Model},{TrytonRecords.Text(_parties[lead.Id].Id)}"));
        }
        return resources;
    }

    private List<TrytonLead> Left(IEnumerable<TrytonLead> leads) => [.. leads.Where(l => !_aside.Contains(l.Id))];

    /// <summary>All at once; where Tryton refuses that, in halves, down to the one that it refuses.</summary>
    /// <param name="otherwise">How the one is tried once more.</param>
    private async Task EachAsync<T>(
        IReadOnlyList<T> items,
        Func<T, TrytonLead> lead,
        Func<IReadOnlyList<T>, Task> call,
        Func<TrytonLead, Task>? otherwise = null)
    {
        if (items.Count == 0)
            return;
        try
        {
            await call(items);
        }
        catch (TrytonRefusal) when (items.Count > 1)
        {
            await EachAsync([.. items.Take(items.Count / 2)], lead, call, otherwise);
            await EachAsync([.. items.Skip(items.Count / 2)], lead, call, otherwise);
        }
        catch (TrytonRefusal refusal)
        {
            await RefusedAsync(lead(items[0]), refusal, otherwise);
        }
    }

    private async Task RefusedAsync(TrytonLead lead, TrytonRefusal refusal, Func<TrytonLead, Task>? otherwise)
    {
        try
        {
            if (otherwise is not null)
            {
                await otherwise(lead);
                return;
            }
        }
        catch (TrytonRefusal)
        {
            // The first one says what is wrong.
        }
        if (_aside.Add(lead.Id))
            batch.SetAside(lead.Connection, refusal.Message);
    }
}
