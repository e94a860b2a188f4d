using System.Buffers;
using System.Data.Common;
using System.Text;

namespace Lanyard.Sync.Targets.Sql;

internal static class Commands
{
    public static DbCommand Command(this DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        return command;
    }

    public static DbCommand With(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
        command.Parameters.Add(parameter);
        return command;
    }

    public static async Task<List<T>> ListAsync<T>(
        this DbCommand command, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation))
                rows.Add(read(reader));
            return rows;
        }
    }
}

internal static class Texts
{
    /// <summary>No half of a surrogate pair stands alone: a driver would throw, or put something else there.</summary>
    public static bool IsWellFormed(string? text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var length) != OperationStatus.Done)
                return false;
            rest = rest[(at + length)..];
        }
        return true;
    }
}
