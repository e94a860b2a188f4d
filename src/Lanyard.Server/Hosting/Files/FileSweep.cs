using Lanyard.Core;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Hosting.Files;

/// <summary>
/// Deletes the files of erased registrants, at the start and every hour. It goes by the files that are there, and so finds also
/// those that a crash left, or that arrived while the registrant was being erased. Until then nobody can get at them: the notes
/// that named them are gone.
/// </summary>
internal sealed partial class FileSweep(NoteFiles files, IStore store, Keys keys, ILogger<FileSweep> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    public async Task SweepAsync(CancellationToken cancellation)
    {
        await foreach (var ids in files.ConnectionsAsync(cancellation).Chunk(AtOnce).WithCancellation(cancellation))
        {
            foreach (var id in await ErasedAsync([.. ids.Select(keys.ConnectionRow)], cancellation))
                await files.DeleteAsync(id, cancellation);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Unceasing.RunAsync(
        async stopping =>
        {
            await SweepAsync(stopping);
            await Task.Delay(Again, stopping);
        },
        exception => Log.Failed(logger, exception), TimeSpan.FromMinutes(5), stoppingToken);

    private Task<List<long>> ErasedAsync(List<long> rows, CancellationToken cancellation) => store.ReadAsync(async data =>
    {
        var found = new List<long>();
        // By event, as the keys begin with it.
        foreach (var show in await data.Events.Select(e => e.Id).ToListAsync(cancellation))
        {
            found.AddRange(await (
                from connection in data.Connections
                join registrant in data.Registrants on new { EventId = connection.RegistrantEventId, Id = connection.RegistrantId }
                    equals new { registrant.EventId, registrant.Id }
                where connection.EventId == show && rows.Contains(connection.Seq) && registrant.Erased
                select connection.Id).ToListAsync(cancellation));
        }
        return found;
    });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Files of erased registrants could not be deleted; it is tried again in five minutes")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
