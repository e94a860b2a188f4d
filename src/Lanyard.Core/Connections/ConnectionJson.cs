using System.Buffers.Text;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Connections;

/// <summary>
/// Writes the guide's record ("Record JSON Structure") from stored pieces that are JSON already. Every documented key is
/// present; redacted connections keep their shape with nulls and empty arrays.
/// </summary>
public static class ConnectionJson
{
    /// <param name="content">The registrant's part; null for a redacted connection.</param>
    /// <param name="files">Scheme and host that the addresses of files begin with, as UTF-8.</param>
    public static void Write(PooledBuffer target, in ConnectionRow row, RegistrantContent? content, ReadOnlySpan<byte> files)
    {
        target.Write("{\"contact\":"u8);
        target.Write(content is null ? ContactJson.Empty.Span : content.Contact);
        target.Write(",\"exhibitorQuestions\":"u8);
        target.Write(content is null || row.Answers is null ? "[]"u8 : row.Answers);
        target.Write(",\"id\":\""u8);
        ShortId.Format(row.Id, target.GetSpan(ShortId.Length));
        target.Advance(ShortId.Length);
        target.Write("\",\"notes\":"u8);
        if (content is null || row.Notes is null)
            target.Write("[]"u8);
        else
            NotesJson.Write(target, row.Notes, files);
        target.Write(",\"profileQuestions\":"u8);
        target.Write(content is null ? "[]"u8 : content.ProfileQuestions);
        target.Write(",\"revision\":"u8);
        Utf8Formatter.TryFormat(row.Revision, target.GetSpan(20), out var written);
        target.Advance(written);
        target.Write(",\"scanInfo\":"u8);
        target.Write(row.ScanInfo is null ? "\"\""u8 : row.ScanInfo);
        target.Write(",\"source\":\"barcode\",\"state\":\""u8);
        target.Write(StateName(row.State));
        target.Write("\",\"time\":\""u8);
        WriteTime(target, row.Time);
        target.Write("\"}"u8);
    }

    public static ReadOnlySpan<byte> StateName(ConnectionState state) => state switch
    {
        ConnectionState.Completed => "completed"u8,
        ConnectionState.NoAccess => "noAccess"u8,
        ConnectionState.NoLicense => "noLicense"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    /// <summary>Digit by digit: a format string costs more than everything else in the record.</summary>
    private static void WriteTime(PooledBuffer target, long seconds)
    {
        var time = DateTime.UnixEpoch.AddSeconds(seconds);
        var text = target.GetSpan(20);
        "0000-00-00T00:00:00Z"u8.CopyTo(text);
        Digits(text[..4], time.Year);
        Digits(text.Slice(5, 2), time.Month);
        Digits(text.Slice(8, 2), time.Day);
        Digits(text.Slice(11, 2), time.Hour);
        Digits(text.Slice(14, 2), time.Minute);
        Digits(text.Slice(17, 2), time.Second);
        target.Advance(20);
    }

    private static void Digits(Span<byte> target, int value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
            (value, target[i]) = (value / 10, (byte)('0' + value % 10));
    }
}
