using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Lanyard.Core.Tables;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Imports;

/// <summary>
/// Brings registrants in from a file: it is uploaded, its columns are guessed and can be mapped otherwise, it is checked
/// as a whole, and every row without a fault is taken. The checking and the taking are done by <see cref="ImportWorker"/>.
/// </summary>
public sealed class ImportJobs(IStore store, ImportFiles files, Keys keys, AuditLog audit, TimeProvider time)
{
    private const int SampleRows = 200;
    private const int MostCorrections = 10_000;
    private const int LongestValue = 4000;

    private static readonly ImportState[] AtRest = [ImportState.Uploaded, ImportState.Checked, ImportState.Done, ImportState.Failed];

    /// <summary>Raised when there is something to do for a worker.</summary>
    public event Action? Queued;

    /// <summary>Keeps a file and guesses its columns. Nothing stays of a file that is refused.</summary>
    /// <param name="fileName">What the file is called; shown, never used as a path.</param>
    /// <param name="by">Who brings it.</param>
    /// <exception cref="TableException">The file is no table.</exception>
    /// <exception cref="ImportTooLargeException">The file is too large.</exception>
    public async Task<Import> UploadAsync(long eventId, string fileName, Stream body, Actor by, CancellationToken cancellation)
    {
        var id = ShortId.New();
        var size = await files.WriteAsync(eventId, id, body, cancellation);
        try
        {
            var table = await TableFile.OpenAsync(files.PathOf(eventId, id), cancellation);
            var rows = await table.ReadAsync(cancellation).Take(SampleRows).ToListAsync(cancellation);
            var questions = await QuestionsAsync(eventId, cancellation);
            var guess = ColumnGuess.Guess(table.Columns, rows.ConvertAll(r => r.Cells), questions);
            var import = new Import
            {
                EventId = eventId,
                Id = id,
                FileName = Shorten(fileName),
                Size = size,
                Format = table.Description,
                Columns = ImportJson.Write(table.Columns),
                Mapping = ImportJson.Write(guess),
                Preview = ImportPreview.Store(rows, guess, keys),
                CreatedBy = by.Name,
                CreatedAt = time.GetUtcNow(),
            };
            await store.WriteAsync(data => Task.FromResult(data.Imports.Add(import)), cancellation);
            return import;
        }
        catch
        {
            files.Remove(eventId, id);
            throw;
        }
    }

    /// <summary>The imports of an event, the newest first; at most 100.</summary>
    public Task<List<Import>> ListAsync(long eventId, CancellationToken cancellation) => store.ReadAsync(data => data.Imports
        .Where(i => i.EventId == eventId).OrderByDescending(i => i.CreatedAt).Take(100).ToListAsync(cancellation));

    public Task<Import?> FindAsync(long eventId, long id, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Imports.SingleOrDefaultAsync(i => i.EventId == eventId && i.Id == id, cancellation));

    /// <summary>The first rows with a mark in the place of badge codes; null when the file is not kept any more.</summary>
    public IReadOnlyList<TableRow>? PreviewOrNull(Import import) =>
        import.Preview is { } stored ? ImportPreview.Read(stored, import.ColumnMapping(), keys) : null;

    /// <summary>Faults of an import in the order of their rows, after the one with this number; at most 100.</summary>
    public Task<List<ImportFault>> FaultsAsync(Import import, int after, CancellationToken cancellation) => store.ReadAsync(data =>
        data.ImportFaults.Where(f => f.EventId == import.EventId && f.ImportId == import.Id && f.Number > after)
            .OrderBy(f => f.Number).Take(100).ToListAsync(cancellation));

    public Task<int> CountFaultsAsync(Import import, CancellationToken cancellation) => store.ReadAsync(data =>
        data.ImportFaults.CountAsync(f => f.EventId == import.EventId && f.ImportId == import.Id, cancellation));

    /// <summary>
    /// Rows as they count now: what the kept file has in them, with corrections in their place and a mark in the place of a
    /// badge code. Reads the file up to the last of them.
    /// </summary>
    /// <param name="numbers">Rows as a spreadsheet counts them; one that there is not is left out.</param>
    /// <exception cref="ImportStateException">The file is gone, or lies with another node.</exception>
    /// <exception cref="TableException">The file cannot be read any more.</exception>
    public async Task<IReadOnlyList<TableRow>> ReadRowsAsync(
        Import import, IReadOnlyCollection<long> numbers, CancellationToken cancellation)
    {
        Require(import.HasFile && files.Exists(import));
        var found = new List<TableRow>(numbers.Count);
        if (numbers.Count == 0)
            return found;
        var corrections = (await store.ReadAsync(data => data.ImportCorrections
                .Where(c => c.EventId == import.EventId && c.ImportId == import.Id && numbers.Contains(c.Row)).ToListAsync(cancellation)))
            .ToDictionary(c => (c.Row, c.Column), c => keys.Unprotect(c.Value));
        var (last, mapping) = (numbers.Max(), import.ColumnMapping());
        var table = await TableFile.OpenAsync(files.PathOf(import.EventId, import.Id), cancellation);
        await foreach (var row in table.ReadAsync(cancellation))
        {
            if (row.Number > last)
                break;
            if (numbers.Contains(row.Number))
            {
                found.Add(ImportPreview.Hide(row with
                {
                    Cells = [.. row.Cells.Select((c, i) => corrections.GetValueOrDefault((row.Number, i), c))],
                }, mapping, LongestValue));
            }
        }
        return found;
    }

    /// <summary>Takes the columns for something else. What is wrong with the mapping, one sentence each; none when it is
    /// taken.</summary>
    /// <exception cref="ImportStateException">The import is at work, or its file is gone.</exception>
    public async Task<IReadOnlyList<string>> MapAsync(Import import, ImportMapping mapping, CancellationToken cancellation)
    {
        var questions = await QuestionsAsync(import.EventId, cancellation);
        var faults = MappingRules.Check(mapping, import.ColumnNames(), questions);
        if (faults.Count > 0)
            return faults;
        await ChangeAsync(import, ImportState.Uploaded, cancellation, ImportJson.Write(mapping));
        return [];
    }

    /// <summary>Looks the whole file through, in the background.</summary>
    /// <exception cref="ImportStateException">The import is at work, or its file is gone.</exception>
    public Task CheckAsync(Import import, CancellationToken cancellation) => ChangeAsync(import, ImportState.Checking, cancellation);

    /// <summary>Takes every row without a fault, in the background.</summary>
    /// <param name="by">Who has it taken.</param>
    /// <exception cref="ImportStateException">The import is at work, or its file is gone.</exception>
    public Task RunAsync(Import import, Actor by, CancellationToken cancellation) =>
        ChangeAsync(import, ImportState.Running, cancellation, by: by);

    /// <summary>Calls an import off and removes its file. Rows that are in by then stay in.</summary>
    /// <exception cref="ImportStateException">It is over.</exception>
    public async Task CancelAsync(Import import, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var cancelled = await store.WriteAsync(async data =>
        {
            var count = await data.Imports.Where(i => i.EventId == import.EventId && i.Id == import.Id
                    && (i.State == ImportState.Uploaded || i.State == ImportState.Checking || i.State == ImportState.Checked
                        || i.State == ImportState.Running || i.State == ImportState.Failed))
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.State, ImportState.Cancelled).SetProperty(i => i.HasFile, false)
                    .SetProperty(i => i.EndedAt, now).SetProperty(i => i.Worker, (long?)null), cancellation);
            if (count == 1)
                await ImportWorker.RemoveValuesAsync(data, import, cancellation);
            return count == 1;
        }, cancellation);
        if (!cancelled)
            throw new ImportStateException("The import is over: there is nothing to cancel.");
        files.Remove(import.EventId, import.Id);
    }

    /// <summary>Puts a value in the place of what the file has in one cell; it counts at the next check or run.</summary>
    /// <param name="value">Null: what the file has counts again.</param>
    /// <returns>What is wrong with the correction; null when it is kept.</returns>
    /// <exception cref="ImportStateException">The file is gone, or there are too many corrections.</exception>
    public async Task<FieldFault?> CorrectAsync(Import import, long row, int column, string? value, CancellationToken cancellation)
    {
        if (row < 1)
            return new("row", "must be 1 or more, as a spreadsheet counts rows");
        if (column < 0 || column >= import.ColumnNames().Count)
            return new("column", $"must be from 0 to {import.ColumnNames().Count - 1}");
        if (value?.Length > LongestValue)
            return new("value", $"must be at most {LongestValue} characters");
        Require(import.HasFile);
        await store.WriteAsync(async data =>
        {
            var mine = data.ImportCorrections.Where(c => c.EventId == import.EventId && c.ImportId == import.Id);
            await mine.Where(c => c.Row == row && c.Column == column).ExecuteDeleteAsync(cancellation);
            if (value is null)
                return 0;
            if (await mine.CountAsync(cancellation) >= MostCorrections)
                throw new ImportStateException("So many values are better corrected in the file: choose it again afterwards.");
            data.ImportCorrections.Add(new ImportCorrection
            {
                EventId = import.EventId,
                ImportId = import.Id,
                Row = row,
                Column = column,
                Value = keys.Protect(value),
            });
            return 0;
        }, cancellation);
        return null;
    }

    private async Task ChangeAsync(
        Import import, ImportState state, CancellationToken cancellation, string? mapping = null, Actor? by = null)
    {
        Require(import.HasFile);
        var changed = await store.WriteAsync(async data =>
        {
            var current = await data.Imports.SingleOrDefaultAsync(
                i => i.EventId == import.EventId && i.Id == import.Id && i.HasFile, cancellation);
            if (current is null || !AtRest.Contains(current.State))
                return false;
            current.State = state;
            current.Mapping = mapping ?? current.Mapping;
            (current.Progress, current.WrittenRow, current.Message, current.EndedAt) = (0, 0, null, null);
            (current.Created, current.Updated, current.Unchanged, current.Failed) = (0, 0, 0, 0);
            await ImportWorker.RemoveFaultsAsync(data, current, cancellation);
            if (by is not null)
            {
                var organiser = await data.OrganiserOfAsync(import.EventId, cancellation);
                await audit.AddAsync(data, organiser, by, "import.run", ShortId.Format(import.EventId), $"import {ShortId.Format(import.Id)}");
            }
            return true;
        }, cancellation);
        if (!changed)
            throw new ImportStateException("The import is being checked or taken, or is cancelled. Wait for it, or choose the file again.");
        if (state is not ImportState.Uploaded)
            Queued?.Invoke();
    }

    private static void Require(bool hasFile)
    {
        if (!hasFile)
            throw new ImportStateException("The file is not kept any more. Choose it again.");
    }

    private static string Shorten(string name)
    {
        var shown = new string([.. Path.GetFileName(name.Replace('\\', '/')).Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]).Trim();
        return shown.Length == 0 ? "file" : shown[..Math.Min(shown.Length, 200)];
    }

    private Task<List<ProfileQuestion>> QuestionsAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => data.ProfileQuestions.Where(q => q.EventId == eventId).OrderBy(q => q.Position).ToListAsync(cancellation));
}
