namespace Lanyard.Core.Tables;

/// <summary>Tells by its first bytes what a file is, whatever it is called.</summary>
internal static class FileKinds
{
    private const string Wanted = "Save it as CSV or XLSX and choose that file.";

    private static readonly (byte[] Start, string Name)[] Refused =
    [
        ([.. "%PDF"u8], "a PDF"),
        ([0x89, .. "PNG"u8], "a picture"),
        ([0xFF, 0xD8, 0xFF], "a picture"),
        ([.. "GIF8"u8], "a picture"),
        ([.. "RIFF"u8], "a picture or a recording"),
        ([.. "{\\rtf"u8], "a text document"),
        ([0x1F, 0x8B], "a compressed file"),
        ([.. "7z"u8, 0xBC, 0xAF], "a compressed file"),
        ([.. "Rar!"u8], "a compressed file"),
        ([.. "SQLite format"u8], "a database"),
        ([0x7F, .. "ELF"u8], "a program"),
        ([.. "MZ"u8, 0x90], "a program"),
        ([.. "PAR1"u8], "a Parquet file"),
    ];

    /// <summary>Whether a file is an archive, as XLSX is; false for what may be text.</summary>
    /// <exception cref="TableException">The file is known to be something else.</exception>
    public static async Task<bool> IsWorkbookAsync(string path, CancellationToken cancellation)
    {
        var start = new byte[512];
        int length;
        await using (var file = File.OpenRead(path))
            length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        if (length == 0)
            throw new TableException("The file is empty. Choose the file that holds the table.");
        var bytes = start.AsMemory(0, length);
        if (StartsWith(bytes, [0xD0, 0xCF, 0x11, 0xE0]))
        {
            throw new TableException("The file is protected by a password, or is an Excel file of the old kind (.xls). "
                + "Save it as XLSX without a password and choose that file.");
        }
        foreach (var (known, name) in Refused)
        {
            if (StartsWith(bytes, known))
                throw new TableException($"The file is {name}, not a table. {Wanted}");
        }
        if (MarkupOrNull(bytes.Span) is { } markup)
            throw new TableException($"The file is {markup}, not a table. {Wanted}");
        return StartsWith(bytes, "PK\x03\x04"u8.ToArray()) || StartsWith(bytes, "PK\x05\x06"u8.ToArray());
    }

    private static bool StartsWith(ReadOnlyMemory<byte> bytes, byte[] start) => bytes.Span.StartsWith(start);

    private static string? MarkupOrNull(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];
        var text = bytes.TrimStart(" \t\r\n"u8);
        return text switch
        {
            [(byte)'<', (byte)'?' or (byte)'!' or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z'), ..] => "a web page or XML",
            [(byte)'{', ..] or [(byte)'[', (byte)'{', ..] => "JSON",
            _ => null,
        };
    }
}
