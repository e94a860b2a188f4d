using System.Net.Sockets;
using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>Runs transactions, again when another one was in the way.</summary>
internal static class Transactions
{
    private const int Attempts = 10;

    public static async Task<T> TransactAsync<T>(
        this NpgsqlDataSource database, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) =>
        await RetryAsync(async () =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var result = await work(connection);
            await transaction.CommitAsync(cancellation);
            return result;
        });

    /// <exception cref="StoreUnavailableException">The database does not answer; nothing is known of the last attempt.</exception>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (attempt < Attempts && IsConflict(exception))
            {
                // The other one went first; now it is this one's turn.
            }
            catch (Exception exception) when (IsUnavailable(exception))
            {
                throw new StoreUnavailableException(exception);
            }
        }
    }

    /// <summary>Another transaction was in the way, and this one can be run again from its start.</summary>
    public static bool IsConflict(Exception exception) => Cause(exception) is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    /// <summary>The database cannot be reached, is full, or takes no writes: no fault of the statement.</summary>
    public static bool IsUnavailable(Exception exception) => Cause(exception) switch
    {
        PostgresException database => database.SqlState is ['5', '3' or '7' or '8', ..] or ['0', '8', ..]
            or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>EF Core wraps what the database said, once or twice.</summary>
    private static Exception Cause(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is NpgsqlException)
                return inner;
        }
        return exception;
    }
}
