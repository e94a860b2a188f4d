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
        var column = reader.ColumnOrNull(ImportFields.Key);
        if (column is not null)
            Compare(_keys, input.Key, row.Number, column, "is also the key of row");
        else
            Compare(_keys, input.Key, row.Number, reader.ColumnOrNull("contact.email"), "names the same person as row");
        if (input.Code is { } code)
            Compare(_codes, code, row.Number, reader.ColumnOrNull(ImportFields.Code), "is also the badge code of row");
    }

    private void Compare(Dictionary<UInt128, long> known, string value, long row, int? column, string reason)
    {
        var hash = Hash(value);
        if (known.TryAdd(hash, row))
            return;
        var first = known[hash];
        Fail(new(row, column, $"{reason} {first}"));
        if (!_faulty.Contains(first))
            Fail(new(first, column, $"{reason} {row}"));
    }

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
