using System.Text.Json.Nodes;

namespace Lanyard.Sync.Tests.Support;

/// <summary>
/// A service itself, with what it asks for from the environment: <c>LANYARD_ODOO_ADDRESS</c>,
/// <c>LANYARD_DYNAMICS_CLIENTSECRET</c>. Meant for a trial environment: what the test puts there stays, under ids that
/// begin with <c>364e2t</c>.
/// </summary>
internal sealed class RealPlace(TargetKind kind, Func<TargetContext, Task<IReadOnlyDictionary<string,
    string?>>> readAsync) : Place
{
    public override TargetSettings Settings { get; } = new(
        kind.Type, kind.Type, OptionsOf(kind), new Dictionary<string, string?>());

    public override TimeProvider Clock => TimeProvider.System;

    public override TimeSpan Timeout => TimeSpan.FromSeconds(100);

    public override ITarget Open(TargetContext context) => kind.Create(context);

    public override async Task<IReadOnlyDictionary<string, string?>> ReadAsync()
    {
        using var http = new HttpClient();
        using var state = TargetState.Open(Path.Combine(Folder, "reading.db"));
        return await readAsync(new(Settings, state, http, (_, _) => throw new NotSupportedException(), Clock));
    }

    /// <summary>
    /// The service where the environment names one; its double where it does not, so that the test always runs.
    /// </summary>
    public static Task<Place> OrAsync(
        TargetKind kind, Func<Task<Place>> otherwise, Func<TargetContext, Task<IReadOnlyDictionary<string,
        string?>>> readAsync) =>
        OptionsOf(kind).Count > 0 ? Task.FromResult<Place>(new RealPlace(kind, readAsync)) : otherwise();

    /// <summary>What stands in rows of JSON by id; of other programs' rows nothing.</summary>
    public static IReadOnlyDictionary<string, string?> Read(IEnumerable<JsonNode> rows, string id, string email) =>
        rows.ToDictionary(
        r => (string)r[id]!, r => r[email] is JsonValue value
            && value.TryGetValue<string>(out var text) ? text : null, StringComparer.Ordinal);

    private static Dictionary<string, string> OptionsOf(TargetKind kind) => kind.Options
        .Select(o =>
            (o.Name, Value: Environment.GetEnvironmentVariable($"LANYARD_{kind.Type}_{o.Name}".ToUpperInvariant())))
        .Where(o => o.Value is not null)
        .ToDictionary(o => o.Name, o => o.Value!, StringComparer.Ordinal);
}
