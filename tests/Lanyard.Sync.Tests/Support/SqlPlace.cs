using System.Data.Common;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A table in a database of its own.</summary>
internal abstract class SqlPlace : Place
{
    protected SqlPlace(
        string type, IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string?>? fields)
    {
        foreach (var (name, value) in options)
            Options[name] = value;
        Settings = new(type, type, Options, fields ?? new Dictionary<string, string?>());
    }

    public override TargetSettings Settings { get; }

    public override ITarget Open(TargetContext context) => TargetCatalog.Find(Settings.Type).Create(context);

    /// <summary>The same target with another option or mapping.</summary>
    public ITarget Open(TargetSettings settings, TargetState state)
    {
        var context = new TargetContext(
            settings, state, new HttpClient(), (_, _) => Task.FromResult<byte[]?>([]), Time);
        return TargetCatalog.Find(Settings.Type).Create(context);
    }

    public override async Task<IReadOnlyDictionary<string, string?>> ReadAsync() =>
        (await QueryAsync("SELECT id, email FROM leads")).ToDictionary(r => (string)r[0]!, r => (string?)r[1]);

    public async Task<object?> ScalarAsync(string sql) => (await QueryAsync(sql))[0][0];

    /// <summary>As someone else who uses the database.</summary>
    public async Task<List<object?[]>> QueryAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    protected abstract DbConnection Connect();
}
