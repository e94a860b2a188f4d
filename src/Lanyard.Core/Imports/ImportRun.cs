using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Lanyard.Core.Imports;

/// <summary>
/// One claimed import: the file is looked through from end to end, and then, if it is to be run, the rows without a fault
/// are written. A row is an upsert, so that one which was written before a crash is the same when it is written again.
/// </summary>
internal sealed class ImportRun(
    IStore store, ImportFiles files, Registration registration, Keys keys, TimeProvider time, Import import, long worker,
    TimeSpan claim)
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Telling = TimeSpan.FromMilliseconds(500);

    private long _told = time.GetTimestamp();

    public async Task ExecuteAsync(CancellationToken cancellation)
    {
        var isRun = import.State is ImportState.Running;
        var table = await TableFile.OpenAsync(files.PathOf(import.EventId, import.Id), cancellation);
        var (reader, kept) = await PrepareAsync(cancellation);
        var check = new ImportCheck(reader);
        await foreach (var row in table.ReadAsync(cancellation))
        {
            check.Add(row);
            if (check.Rows % BatchSize == 0 && !await TellAsync(s => isRun ? s : s.SetProperty(i => i.Progress, check.Rows), cancellation))
                return;
        }
        if (import.WrittenRow == 0 && !await KeepAsync(check, cancellation))
            return;
        if (isRun && !await WriteAsync(table, reader, kept, check, cancellation))
            return;
        await EndAsync(isRun, cancellation);
    }

    private async Task<(RowReader Reader, KeptFields Kept)> PrepareAsync(CancellationToken cancellation)
    {
        var (questions, corrections) = await store.ReadAsync(async data => (
            await data.ProfileQuestions.Where(q => q.EventId == import.EventId).ToListAsync(cancellation),
            await data.ImportCorrections.Where(c => c.EventId == import.EventId && c.ImportId == import.Id).ToListAsync(cancellation)));
        var values = corrections.ToDictionary(c => (c.Row, c.Column), c => keys.Unprotect(c.Value));
        var mapping = import.ColumnMapping();
        return (new(mapping, questions, values, keys), new(store, import.EventId, mapping, questions));
    }

    /// <summary>Keeps what the check found.</summary>
    private Task<bool> KeepAsync(ImportCheck check, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        if (await Mine(data).ExecuteUpdateAsync(s => s.SetProperty(i => i.Rows, check.Rows).SetProperty(i => i.Failed, check.Failed)
            .SetProperty(i => i.WorkerUntil, time.GetUtcNow() + claim), cancellation) == 0)
            return false;
        await ImportWorker.RemoveFaultsAsync(data, import, cancellation);
        var number = 0;
        data.ImportFaults.AddRange(check.Faults().Select(f => NewFault(++number, f.Row, f.Column, f.Reason)));
        return true;
    }, cancellation);

    private async Task<bool> WriteAsync(
        TableFile table, RowReader reader, KeptFields kept, ImportCheck check, CancellationToken cancellation)
    {
        var batch = new List<ImportLine>(BatchSize);
        var done = import.Progress;
        await foreach (var row in table.ReadAsync(cancellation))
        {
            if (row.Number <= import.WrittenRow)
                continue;
            done++;
            if (!check.IsFaulty(row.Number) && reader.Read(row).Input is { } input)
                batch.Add(new(row.Number, input, []));
            if (batch.Count < BatchSize)
                continue;
            await kept.AddAsync(batch, cancellation);
            if (!await WriteAsync(batch, reader, row.Number, done, cancellation))
                return false;
            batch.Clear();
        }
        await kept.AddAsync(batch, cancellation);
        return await WriteAsync(batch, reader, long.MaxValue, done, cancellation);
    }

    private async Task<bool> WriteAsync(
        List<ImportLine> batch, RowReader reader, long upTo, long done, CancellationToken cancellation)
    {
        var result = await registration.ImportAsync(import.EventId, batch.ToAsyncEnumerable(), cancellation);
        return await store.WriteAsync(async data =>
        {
            var mine = await Mine(data).ExecuteUpdateAsync(s => s
                .SetProperty(i => i.WrittenRow, upTo).SetProperty(i => i.Progress, done)
                .SetProperty(i => i.Created, i => i.Created + result.Created)
                .SetProperty(i => i.Updated, i => i.Updated + result.Updated)
                .SetProperty(i => i.Unchanged, i => i.Unchanged + result.Unchanged)
                .SetProperty(i => i.Failed, i => i.Failed + result.Failed)
                .SetProperty(i => i.WorkerUntil, time.GetUtcNow() + claim), cancellation) == 1;
            if (mine && result.Faults.Count > 0)
                await AddFaultsAsync(data, result.Faults, reader, cancellation);
            return mine;
        }, cancellation);
    }

    private async Task AddFaultsAsync(
        LanyardDbContext data, IReadOnlyList<LineFault> faults, RowReader reader, CancellationToken cancellation)
    {
        var number = await data.ImportFaults.Where(f => f.EventId == import.EventId && f.ImportId == import.Id)
            .MaxAsync(f => (int?)f.Number, cancellation) ?? 0;
        foreach (var fault in faults.Take(ImportCheck.MostFaults - number))
            data.ImportFaults.Add(NewFault(++number, fault.Line, reader.ColumnOrNull(fault.Field), fault.Reason));
    }

    /// <summary>Ends the work. A file of which every row is in is not kept any longer.</summary>
    private async Task EndAsync(bool isRun, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var isOver = await store.WriteAsync(async data =>
        {
            var failed = await Mine(data).Select(i => (long?)i.Failed).SingleOrDefaultAsync(cancellation);
            var isWhole = isRun && failed == 0;
            await Mine(data).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, isRun ? ImportState.Done : ImportState.Checked)
                .SetProperty(i => i.EndedAt, isRun ? now : null).SetProperty(i => i.HasFile, !isWhole)
                .SetProperty(i => i.Progress, i => i.Rows).SetProperty(i => i.Worker, (long?)null), cancellation);
            if (isWhole)
                await ImportWorker.RemoveValuesAsync(data, import, cancellation);
            return isWhole;
        }, cancellation);
        if (isOver)
            files.Remove(import.EventId, import.Id);
    }

    /// <summary>Says now and then that it lives and how far it is; false when the import is not its own any more.</summary>
    private async Task<bool> TellAsync(
        Func<UpdateSettersBuilder<Import>, UpdateSettersBuilder<Import>> more, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(_told) < Telling)
            return true;
        _told = time.GetTimestamp();
        return await store.WriteAsync(data => Mine(data).ExecuteUpdateAsync(
            s => more(s.SetProperty(i => i.WorkerUntil, time.GetUtcNow() + claim)), cancellation), cancellation) == 1;
    }

    private IQueryable<Import> Mine(LanyardDbContext data) =>
        data.Imports.Where(i => i.EventId == import.EventId && i.Id == import.Id && i.Worker == worker);

    private ImportFault NewFault(int number, long row, int? column, string reason) => new()
    {
        EventId = import.EventId,
        ImportId = import.Id,
        Number = number,
        Row = row,
        Column = column,
        Reason = reason,
    };
}
