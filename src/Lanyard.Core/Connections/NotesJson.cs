using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Lanyard.Core.Connections;

/// <summary>A note's kind; the names are those in the guide's JSON, in lower case.</summary>
public enum NoteType
{
    Memo,
    Image,
    Audio,
}

/// <summary>A note of an exhibitor's on a registrant.</summary>
/// <param name="File">The path of its file on this server; null for a memo.</param>
/// <param name="ScannedBy">Who made it; empty where that is not known.</param>
public sealed record NoteContent(string Type, string? Text, string? File, string? ScannedBy, string? Time);

/// <summary>
/// The guide's <c>notes</c> as they are stored: JSON in which the byte 1 stands for the server's own address, because a
/// file's address depends on the host that the client asked.
/// </summary>
public static class NotesJson
{
    private const byte Host = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };

    /// <summary>The stored notes with one more at the end.</summary>
    /// <param name="notes">Stored notes, or null for none.</param>
    /// <param name="connectionId">The connection to which the note belongs; part of its file's address.</param>
    /// <param name="text">The memo; null for an image or a voice recording, which have a file instead.</param>
    public static byte[] Append(byte[]? notes, long connectionId, long noteId, NoteType type, string scanInfo, string? text, DateTimeOffset time)
    {
        var buffer = new ArrayBufferWriter<byte>((notes?.Length ?? 1) + 256);
        buffer.Write(notes is null ? "["u8 : notes.AsSpan(0, notes.Length - 1));
        if (notes is not null)
            buffer.Write(","u8);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            if (type is not NoteType.Memo)
            {
                var path = $"/files/{ShortId.Format(connectionId)}/{ShortId.Format(noteId)}";
                json.WritePropertyName("file"u8);
                json.WriteRawValue($"\"{(char)Host}{path}\"", skipInputValidation: true);
                json.WritePropertyName("fileURL"u8);
                json.WriteRawValue($"\"{(char)Host}{path}\"", skipInputValidation: true);
            }
            json.WriteString("id"u8, ShortId.Format(noteId));
            json.WriteString("scanInfo"u8, scanInfo);
            if (text is not null)
                json.WriteString("text"u8, text);
            json.WriteString("time"u8, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteString("type"u8, Name(type));
            json.WriteEndObject();
        }
        buffer.Write("]"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The ids, as they are spelled, of the notes that have a file.</summary>
    /// <exception cref="JsonException">These are not stored notes.</exception>
    internal static List<string> FileNotes(ReadOnlySpan<byte> notes)
    {
        var json = notes.ToArray();
        json.AsSpan().Replace(Host, (byte)'/');
        using var document = JsonDocument.Parse(json);
        var ids = new List<string>();
        foreach (var note in document.RootElement.EnumerateArray())
        {
            if (note.TryGetProperty("file"u8, out _))
                ids.Add(note.GetProperty("id"u8).GetString()!);
        }
        return ids;
    }

    /// <summary>The notes as they can be told to the person they are about.</summary>
    internal static List<NoteContent> Read(ReadOnlySpan<byte> notes)
    {
        var json = notes.ToArray();
        json.AsSpan().Replace(Host, (byte)' ');
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateArray().Select(note => new NoteContent(
            Text(note, "type") ?? "", Text(note, "text"), Text(note, "file")?.Trim(), Text(note, "scanInfo"),
            Text(note, "time"))).ToList();
    }

    private static string? Text(JsonElement note, string name) =>
        note.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    internal static void Write(PooledBuffer target, ReadOnlySpan<byte> notes, ReadOnlySpan<byte> files)
    {
        while (notes.IndexOf(Host) is var at and >= 0)
        {
            target.Write(notes[..at]);
            target.Write(files);
            notes = notes[(at + 1)..];
        }
        target.Write(notes);
    }

    private static string Name(NoteType type) => type switch
    {
        NoteType.Memo => "memo",
        NoteType.Image => "image",
        NoteType.Audio => "audio",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
    };
}
