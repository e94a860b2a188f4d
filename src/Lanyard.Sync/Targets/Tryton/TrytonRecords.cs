using System.Globalization;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>
/// Tryton's records: found, created, written, deleted. What creates is not sent twice. That it is under way is noted
/// before, so that whoever comes after a crash lets Tryton finish first, and then looks before creating anything.
/// </summary>
internal sealed class TrytonRecords(TrytonApi api, TargetState state, TimeProvider time)
{
    private const string UnderWay = "tryton under way";

    // Longer than Tryton works on a page.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>Waits until what an earlier attempt may have left running has ended.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (state.Get(UnderWay) is not { Length: > 0 } noted)
            return;
        var left = DateTimeOffset.Parse(noted, CultureInfo.InvariantCulture) + Quiet - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellation);
        state.Set(UnderWay, "");
    }

    /// <summary>In the order of their ids.</summary>
    public async Task<IReadOnlyList<JsonObject>> FindAsync(
        string model, JsonArray domain, IEnumerable<string> fields, CancellationToken cancellation)
    {
        JsonArray order = [new JsonArray("id", "ASC")];
        var found = await api.CallAsync(
            $"model.{model}.search_read", [domain, 0, null, order, Names(fields)], isRepeatable: true, cancellation);
        return [.. ((JsonArray)found!).Select(r => (JsonObject)r!)];
    }

    /// <summary>Their ids, in the order given.</summary>
    public async Task<IReadOnlyList<int>> CreateAsync(
        string model, IEnumerable<JsonObject> records, CancellationToken cancellation)
    {
        var created = await OnceAsync($"model.{model}.create", [new JsonArray([.. records])], cancellation);
        return [.. ((JsonArray)created!).Select(id => id!.GetValue<int>())];
    }

    /// <summary>All of them, or none.</summary>
    /// <param name="creates">Whether the values also create records that belong to these.</param>
    public async Task WriteAsync(
        string model, IEnumerable<(int Id, JsonObject Values)> changes, bool creates, CancellationToken cancellation)
    {
        var arguments = new JsonArray();
        foreach (var (id, values) in changes)
        {
            arguments.Add(new JsonArray(id));
            arguments.Add(values);
        }
        if (arguments.Count == 0)
            return;
        if (creates)
            await OnceAsync($"model.{model}.write", arguments, cancellation);
        else
            await api.CallAsync($"model.{model}.write", arguments, isRepeatable: true, cancellation);
    }

    public async Task DeleteAsync(string model, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        if (ids.Count > 0)
            await OnceAsync($"model.{model}.delete", [Ids(ids)], cancellation);
    }

    /// <summary>An id as the state keeps it.</summary>
    public static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    public static int Number(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    public static JsonArray Ids(IEnumerable<int> ids) => new([.. ids.Select(id => (JsonNode)id)]);

    public static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode)n)]);

    /// <summary>A clause of a domain.</summary>
    public static JsonArray Where(string field, string comparison, JsonNode? value) => new(field, comparison, value);

    private async Task<JsonNode?> OnceAsync(string method, JsonArray arguments, CancellationToken cancellation)
    {
        Note();
        try
        {
            var result = await api.CallAsync(method, arguments, isRepeatable: false, cancellation);
            state.Set(UnderWay, "");
            return result;
        }
        catch (TrytonRefusal)
        {
            state.Set(UnderWay, "");
            throw;
        }
        catch (OutcomeUnknownException)
        {
            Note();
            throw;
        }
    }

    private void Note() => state.Set(UnderWay, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
}
