using System.Security.Cryptography;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Imports;

/// <summary>
/// Carries imports out, one at a time. Each is claimed in the store, so that no two processes are at the same; one whose
/// process dies goes on where it was after a minute at most, at a process that has its file.
/// </summary>
public sealed class ImportWorker(IStore store, ImportFiles files, Registration registration, Keys keys, TimeProvider time)
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(1);

    private readonly long _me = ShortId.New();

    /// <summary>Carries out the next import; false when none waits that this process can do.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer; the import goes on later.</exception>
    public async Task<bool> RunNextAsync(CancellationToken cancellation)
    {
        if (await ClaimAsync(cancellation) is not { } import)
            return false;
        var run = new ImportRun(store, files, registration, keys, time, import, _me, Claim);
        try
        {
            await run.ExecuteAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await LeaveAsync(import);
            throw;
        }
        catch (Exception exception) when (exception is TableException or FileNotFoundException)
        {
            await FailAsync(import, exception is TableException ? exception.Message
                : "The file is not kept any more. Choose it again.", cancellation);
        }
        return true;
    }

    /// <summary>Ends an import that a fault of ours has stopped, so that it does not stop the next.</summary>
    public Task FailMineAsync(CancellationToken cancellation) => store.WriteAsync(data => data.Imports.Where(i => i.Worker == _me)
        .ExecuteUpdateAsync(s => s.SetProperty(i => i.State, ImportState.Failed)
            .SetProperty(i => i.Message, "A fault of the server stopped the import; its log says which. Start it again: rows that are in stay as they are.")
            .SetProperty(i => i.Worker, (long?)null), cancellation), cancellation);

    /// <summary>Removes the files of imports that ended, or were left, a day ago.</summary>
    public async Task CleanAsync(CancellationToken cancellation)
    {
        var limit = time.GetUtcNow() - KeptAfterwards;
        var old = await store.ReadAsync(data => data.Imports.Where(i => i.HasFile && i.Worker == null
            && (i.EndedAt ?? i.CreatedAt) < limit).ToListAsync(cancellation));
        foreach (var import in old)
        {
            await store.WriteAsync(async data =>
            {
                await data.Imports.Where(i => i.EventId == import.EventId && i.Id == import.Id)
                    .ExecuteUpdateAsync(s => s.SetProperty(i => i.HasFile, false)
                        .SetProperty(i => i.State, i => i.State == ImportState.Done ? ImportState.Done : ImportState.Cancelled),
                        cancellation);
                await RemoveValuesAsync(data, import, cancellation);
                return 0;
            }, cancellation);
            files.Remove(import.EventId, import.Id);
        }
        files.RemoveOlderThan(limit - KeptAfterwards);
    }

    internal static Task RemoveFaultsAsync(LanyardDbContext data, Import import, CancellationToken cancellation) =>
        data.ImportFaults.Where(f => f.EventId == import.EventId && f.ImportId == import.Id).ExecuteDeleteAsync(cancellation);

    /// <summary>Removes what of the file's values is in the store.</summary>
    internal static async Task RemoveValuesAsync(LanyardDbContext data, Import import, CancellationToken cancellation)
    {
        await data.ImportCorrections.Where(c => c.EventId == import.EventId && c.ImportId == import.Id).ExecuteDeleteAsync(cancellation);
        await data.Imports.Where(i => i.EventId == import.EventId && i.Id == import.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.Preview, (byte[]?)null), cancellation);
    }

    private async Task<Import?> ClaimAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var waiting = await store.ReadAsync(data => data.Imports
            .Where(i => (i.State == ImportState.Checking || i.State == ImportState.Running) && (i.Worker == null || i.WorkerUntil < now))
            .OrderBy(i => i.CreatedAt).ToListAsync(cancellation));
        foreach (var import in waiting.Where(files.Exists))
        {
            var claimed = await store.WriteAsync(data => data.Imports
                .Where(i => i.EventId == import.EventId && i.Id == import.Id && (i.Worker == null || i.WorkerUntil < now)
                    && (i.State == ImportState.Checking || i.State == ImportState.Running))
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.Worker, _me).SetProperty(i => i.WorkerUntil, now + Claim), cancellation),
                cancellation);
            if (claimed == 1)
                return await store.ReadAsync(data => data.Imports.SingleAsync(
                    i => i.EventId == import.EventId && i.Id == import.Id, cancellation));
        }
        return null;
    }

    private Task LeaveAsync(Import import) => store.WriteAsync(data => data.Imports
        .Where(i => i.EventId == import.EventId && i.Id == import.Id && i.Worker == _me)
        .ExecuteUpdateAsync(s => s.SetProperty(i => i.Worker, (long?)null), CancellationToken.None), CancellationToken.None);

    private Task FailAsync(Import import, string message, CancellationToken cancellation) => store.WriteAsync(data => data.Imports
        .Where(i => i.EventId == import.EventId && i.Id == import.Id && i.Worker == _me)
        .ExecuteUpdateAsync(s => s.SetProperty(i => i.State, ImportState.Failed).SetProperty(i => i.Message, message)
            .SetProperty(i => i.Worker, (long?)null), cancellation), cancellation);
}
