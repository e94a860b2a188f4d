using System.Text.Encodings.Web;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Leads;

namespace Lanyard.Core.Connections;

/// <summary>
/// What scans and changes make of a connection (decisions B5, D1, D5 and E1 on the guide), the same in every store.
/// </summary>
public static class ConnectionRules
{
    private static readonly JsonSerializerOptions Names = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Through the API, a badge of an event that is not related makes nothing; in Connect it makes a lead to be opened.</summary>
    private static bool IsRefused(ScanOrigin origin, bool accessible) => !accessible && origin is ScanOrigin.Api;

    /// <summary>
    /// Why a scan makes nothing; null when it may. Of a badge that cannot be reached it is not told whether its registrant
    /// agreed.
    /// </summary>
    public static ScanResultKind? Refusal(ScanOrigin origin, bool accessible, bool consented) =>
        IsRefused(origin, accessible) ? ScanResultKind.NoAccess : consented ? null : ScanResultKind.NotConsented;

    /// <summary>Whether a seat matters: the API needs none.</summary>
    public static bool NeedsSeat(ScanOrigin origin) => origin is ScanOrigin.Connect;

    public static ConnectionState State(bool accessible, bool allowed) =>
        !accessible ? ConnectionState.NoAccess : allowed ? ConnectionState.Completed : ConnectionState.NoLicense;

    /// <summary>The connection after one more scan; equal to <paramref name="before"/> when a reader sees no difference.</summary>
    public static ConnectionRow Merge(in ConnectionRow before, in ScanCommand scan, ConnectionState state)
    {
        var row = before;
        if (scan.Time < before.Time)
            row = row with { Time = scan.Time, ScanInfo = ScanInfo(scan.ScannedBy) };
        // What an exhibitor could read once is never taken away by another scan.
        if (before.State is not ConnectionState.Completed)
            row = row with { State = state };
        return row;
    }

    /// <summary>
    /// The connection when its registrant has come to <paramref name="version"/> or was erased; equal to
    /// <paramref name="row"/> when it shows that already.
    /// </summary>
    public static ConnectionRow Show(in ConnectionRow row, int version, bool erased)
    {
        var shown = row with { RegistrantVersion = Math.Max(row.RegistrantVersion, version) };
        return erased ? shown with { State = ConnectionState.NoAccess, Answers = null, Notes = null } : shown;
    }

    /// <summary>The connection with these answers and notes; as it is when it shows them already.</summary>
    public static ConnectionRow Show(in ConnectionRow row, LeadContent content) =>
        row.Answers.AsSpan().SequenceEqual(content.Answers) && row.Notes.AsSpan().SequenceEqual(content.Notes)
            ? row
            : row with { Answers = content.Answers, Notes = content.Notes };

    /// <summary>A name as it is stored: a JSON string with its quotes; null for the API.</summary>
    public static byte[]? ScanInfo(string scannedBy) =>
        scannedBy.Length == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(scannedBy, Names);
}
