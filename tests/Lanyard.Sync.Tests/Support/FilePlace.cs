using System.Text.Json;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A file of leads, read back by a program of others.</summary>
internal sealed class FilePlace : Place
{
    private readonly string _type;

    public FilePlace(string type, IReadOnlyDictionary<string, string>? options = null, IReadOnlyDictionary<string,
        string?>? fields = null)
    {
        _type = type;
        FilePath = Path.Combine(Folder, "leads." + type);
        Settings = new(
            "file", type,
            new Dictionary<string, string>(options ?? new Dictionary<string, string>()) { ["path"] = FilePath },
            fields ?? new Dictionary<string, string?>());
    }

    public string FilePath { get; }

    public override TargetSettings Settings { get; }

    public override ITarget Open(TargetContext context) => TargetCatalog.Find(_type).Create(context);

    public override async Task<IReadOnlyDictionary<string, string?>> ReadAsync()
    {
        if (_type == "jsonl")
        {
            var records = (await File.ReadAllLinesAsync(FilePath))
                .Select(l => JsonDocument.Parse(l).RootElement).ToList();
            return records.ToDictionary(
                r => r.GetProperty("id").GetString()!, r => r.GetProperty("contact").GetProperty("email").GetString());
        }
        var table = await ReadTableAsync();
        var (id, email) = (table.Column("id"), table.Column("contact.email"));
        return table.Rows.ToDictionary(r => r[id]!, r => r[email]);
    }

    public Task<ForeignTable> ReadTableAsync() => _type switch
    {
        "csv" => ForeignTable.ReadCsvAsync(FilePath),
        "xlsx" => ForeignTable.ReadXlsxAsync(FilePath),
        "parquet" => ForeignTable.ReadParquetAsync(FilePath),
        _ => throw new NotSupportedException(_type),
    };
}
