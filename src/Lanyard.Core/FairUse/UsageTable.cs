using System.Globalization;
using System.Text;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.FairUse;

/// <summary>Adds counts to the stored hours of clients, in a statement that both stores know.</summary>
internal static class UsageTable
{
    private static readonly string[] Columns =
    [
        "requests", "rows", "rows_again", "full_walks", "polls_at_head", "side_by_side", "finds", "not_found", "scans",
        "unknown_codes", "tokens", "refused",
    ];

    private static readonly string Start =
        $"INSERT INTO client_usage (event_id, client_id, hour, delivered, {string.Join(", ", Columns)}) VALUES ";

    private static readonly string End =
        " ON CONFLICT (event_id, client_id, hour) DO UPDATE SET delivered = CASE WHEN excluded.delivered > client_usage.delivered "
        + "THEN excluded.delivered ELSE client_usage.delivered END, "
        + string.Join(", ", Columns.Select(c => $"{c} = client_usage.{c} + excluded.{c}"));

    /// <returns>The hours as they are stored now, with what other nodes added.</returns>
    public static async Task<List<ClientUsage>> AddAsync(
        LanyardDbContext data, IReadOnlyList<(ClientMeter Meter, long[] Counts, long Delivered)> added, DateTimeOffset hour)
    {
        var sql = new StringBuilder(Start);
        for (var i = 0; i < added.Count; i++)
        {
            var (meter, counts, delivered) = added[i];
            // Whole numbers of our own alone.
            sql.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture,
                $"({meter.Exhibitor.EventId}, {meter.ClientId}, {UnixMicroseconds.From(hour)}, {delivered}, ")
                .AppendJoin(", ", counts).Append(')');
        }
        // Not as a query that returns the rows: the model would keep each such text with its plan.
        await data.Database.ExecuteSqlRawAsync(sql.Append(End).ToString());
        var events = added.Select(a => a.Meter.Exhibitor.EventId).Distinct().ToList();
        var clients = added.Select(a => a.Meter.ClientId).ToList();
        return await data.ClientUsage.AsNoTracking()
            .Where(u => events.Contains(u.EventId) && clients.Contains(u.ClientId) && u.Hour == hour).ToListAsync();
    }
}
