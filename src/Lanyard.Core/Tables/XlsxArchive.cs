using System.IO.Compression;

namespace Lanyard.Core.Tables;

/// <summary>Looks through the archive that an XLSX file is, before anything in it is believed.</summary>
internal static class XlsxArchive
{
    private const long LargestPart = 1L << 30;

    // Texts that are used more than once are held in memory while a sheet is read.
    private const long LargestTexts = 256L << 20;

    // A cell has at most 32,767 characters; more than this without a tag is not from a spreadsheet.
    private const int LongestRun = 1 << 20;

    private const int MostParts = 10_000;

    /// <exception cref="TableException">It is another archive, or one that swells beyond use when it is unpacked.</exception>
    public static void Check(string path, CancellationToken cancellation)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count > MostParts)
                throw Swelling();
            if (!archive.Entries.Any(e => e.FullName.Equals("xl/workbook.xml", StringComparison.OrdinalIgnoreCase)))
            {
                throw new TableException("The file is an archive and no XLSX file. Unpack it, or save the table as XLSX, "
                    + "and choose that file.");
            }
            var read = archive.Entries.Where(e => e.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)
                && (e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                    || e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)));
            var total = 0L;
            foreach (var part in read)
                total += Measure(part, LargestPart - total, cancellation);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw new TableException("The XLSX file is damaged. Open it in a spreadsheet, save it again, and choose that file.", exception);
        }
    }

    /// <summary>Unpacks a part without keeping it: what it says of its own length is not believed.</summary>
    private static long Measure(ZipArchiveEntry part, long most, CancellationToken cancellation)
    {
        if (part.Name.Equals("sharedStrings.xml", StringComparison.OrdinalIgnoreCase))
            most = Math.Min(most, LargestTexts);
        using var content = part.Open();
        var buffer = new byte[1 << 16];
        var (length, run, read) = (0L, 0, 0);
        while ((read = content.Read(buffer)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            length += read;
            var tag = buffer.AsSpan(0, read).LastIndexOf((byte)'<');
            run = tag < 0 ? run + read : read - tag;
            if (length > most || run > LongestRun)
                throw Swelling();
        }
        return length;
    }

    private static TableException Swelling() => new(
        "The XLSX file unpacks to more than can be read. Save the table as CSV, or leave out what is not needed, "
        + "and choose that file.");
}
