using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A table in a file. Disturbed, someone else writes to the file for a moment.</summary>
internal sealed class SqlitePlace : SqlPlace
{
    private readonly List<Task> _disturbances = [];

    private SqlitePlace(string path, Dictionary<string, string> options, IReadOnlyDictionary<string, string?>? fields)
        : base("sqlite", options, fields) => Path = path;

    public string Path { get; }

    public static SqlitePlace Create(string? table = null, IReadOnlyDictionary<string, string?>? fields = null)
    {
        var path = System.IO.Path.Combine(
            Directory.CreateTempSubdirectory("lanyard-sync-sqlite-").FullName, "leads.db");
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["path"] = path };
        if (table is not null)
            options["table"] = table;
        return new(path, options, fields);
    }

    public override void Disturb(Random random)
    {
        if (random.Next(2) == 0)
            return;
        var delay = random.Next(40);
        _disturbances.Add(Task.Run(async () =>
        {
            await Task.Delay(delay);
            await using var connection = Connect();
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await Task.Delay(50);
        }));
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_disturbances);
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
        await base.DisposeAsync();
    }

    protected override DbConnection Connect() => new SqliteConnection($"Data Source={Path};Pooling=false");
}
