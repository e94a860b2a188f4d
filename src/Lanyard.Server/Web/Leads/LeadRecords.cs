using System.Text;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Sync.Files;
using Record = Lanyard.Client.Connection;

namespace Lanyard.Server.Web.Leads;

/// <summary>Leads as the guide's record: without what the exhibitor may not see, as the Connections API gives them.</summary>
internal sealed class LeadRecords(IStore store)
{
    /// <param name="files">Scheme and host that the addresses of files begin with.</param>
    public async Task<List<Record>> ReadAsync(IReadOnlyList<ConnectionRow> rows, string files, CancellationToken cancellation)
    {
        var people = rows.Where(r => r.State is ConnectionState.Completed)
            .Select(r => new RegistrantKey(r.RegistrantEventId, r.RegistrantId)).Distinct().ToList();
        var contents = people.Count == 0 ? []
            : (await store.ReadRegistrantsAsync(people, cancellation)).ToDictionary(c => c.Key);
        var host = Encoding.UTF8.GetBytes(files);
        return rows.Select(row => ReadOne(row, contents.GetValueOrDefault(new(row.RegistrantEventId, row.RegistrantId)), host)).ToList();
    }

    private static Record ReadOne(ConnectionRow row, RegistrantContent? content, byte[] host)
    {
        using var json = new PooledBuffer(2048);
        ConnectionJson.Write(json, row, row.State is ConnectionState.Completed ? content : null, host);
        return LeadJson.Read(json.WrittenMemory.Span);
    }
}
