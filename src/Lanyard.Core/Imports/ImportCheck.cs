using System.Security.Cryptography;
using System.Text;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;

namespace Lanyard.Core.Imports;

/// <summary>Looks a whole file through, row by row: what is wrong with each, and which of them stand twice.</summary>
internal sealed class ImportCheck(RowReader reader)
{
    /// <summary>A file that is wrong throughout is understood after these.</summary>
    public const int MostFaults = 10_000;

    private readonly Dictionary<UInt128, long> _keys = [];
    private readonly Dictionary<UInt128, long> _codes = [];
    private readonly HashSet<long> _faulty = [];
    private readonly List<RowFault> _faults = [];

    public long Rows { get; private set; }

    public long Failed => _faulty.Count;

    public bool IsFaulty(long row) => _faulty.Contains(row);

    /// <summary>In the order of the rows.</summary>
    public IReadOnlyList<RowFault> Faults() => [.. _faults.OrderBy(f => f.Row)];

    public void Add(TableRow row)
    {
        Rows++;
        var (input, faults) = reader.Read(row);
        foreach (var fault in faults)
            Fail(fault);
        if (input is null)
            return;
        Compare(_keys, input.Key, row.Number, ImportFields.Key, "key");
        if (input.Code is { } code)
            Compare(_codes, code, row.Number, ImportFields.Code, "badge code");
    }

    private void Compare(Dictionary<UInt128, long> known, string value, long row, string field, string what)
    {
        if (known.TryAdd(Hash(value), row))
            return;
        var first = known[Hash(value)];
        var column = reader.ColumnOrNull(field) ?? (field == ImportFields.Key ? reader.ColumnOrNull("contact.email") : null);
        Fail(new(row, column, $"is the {Called(what)} of row {first} too"));
        if (!_faulty.Contains(first))
            Fail(new(first, column, $"is the {Called(what)} of row {row} too"));
    }

    private string Called(string what) =>
        what == "key" && reader.ColumnOrNull(ImportFields.Key) is null ? "person" : what;

    private void Fail(RowFault fault)
    {
        _faulty.Add(fault.Row);
        if (_faults.Count < MostFaults)
            _faults.Add(fault);
    }

    private static UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt128(hash);
    }
}
