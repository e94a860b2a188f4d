namespace Lanyard.Sync.Tests.Support.Tryton;

/// <summary>A database of its own in a real Tryton.</summary>
internal sealed class TrytonPlace : Place
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private TrytonPlace(
        TrytonServer server, TrytonForwarder forwarder, string database,
        IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string?> fields)
    {
        Forwarder = forwarder;
        Admin = new(_http, server.Address, database);
        Settings = new(
            "tryton", "tryton",
            new Dictionary<string, string>
            {
                ["address"] = forwarder.Address.ToString(), ["database"] = database,
                ["user"] = TrytonServer.Login, ["password"] = TrytonServer.Password,
            }.Concat(options).GroupBy(o => o.Key).ToDictionary(o => o.Key, o => o.Last().Value),
            fields);
    }

    public override TargetSettings Settings { get; }

    public TrytonForwarder Forwarder { get; }

    public TrytonAdmin Admin { get; }

    /// <param name="options">Instead of those that are right.</param>
    public static async Task<TrytonPlace> CreateAsync(
        Dictionary<string, string>? options = null, Dictionary<string, string?>? fields = null)
    {
        var server = await TrytonServer.SharedAsync();
        return new(
            server, await TrytonForwarder.StartAsync(server), server.CreateDatabase(), options ?? [], fields ?? []);
    }

    public override ITarget Open(TargetContext context) => TargetCatalog.Find("tryton").Create(context);

    public override async Task<IReadOnlyDictionary<string, string?>> ReadAsync() =>
        (await Admin.FindAsync("party.party", """[["code", "like", "LR:%"]]""", "code", "email")).ToDictionary(
            p => p["code"]!.ToString()[3..], p => p["email"]?.ToString() is { Length: > 0 } email ? email : null);

    /// <summary>
    /// Not only parties: opportunities, notes, mechanisms and addresses must not be there twice either.
    /// </summary>
    public override async Task<IReadOnlyDictionary<string, int>> CreatesAsync()
    {
        var creates = new Dictionary<string, int>();
        foreach (var (model, where, key) in ((string, string, string)[])[
            ("party.party", """[["code", "like", "LR:%"]]""", "code"),
            ("sale.opportunity", """[["reference", "like", "LR:%"]]""", "reference"),
            ("ir.note", """[["message", "like", "LR:%"]]""", "resource"),
            ("party.contact_mechanism", """[["comment", "like", "LR:%"]]""", "comment"),
            ("party.address", """[["party.code", "like", "LR:%"]]""", "party")])
        {
            foreach (var record in await Admin.FindAsync(model, where, key))
                creates[$"{model} {record[key]}"] = creates.GetValueOrDefault($"{model} {record[key]}") + 1;
        }
        return creates;
    }

    public override void Disturb(Random random) => Forwarder.Disturb(
        (TrytonDisturbance)random.Next(3), random.Next(0, 16), TimeSpan.FromMilliseconds(random.Next(0, 400)));

    public override async ValueTask DisposeAsync()
    {
        await Forwarder.DisposeAsync();
        _http.Dispose();
        await base.DisposeAsync();
    }
}
