using Lanyard.Core.Connections;
using Lanyard.Core;

namespace Lanyard.Server.Demo;

/// <summary>Files of the demo's notes: a picture of a business card and a short silence.</summary>
internal static class DemoFiles
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAPAAAACWBAMAAAAS1hjmAAAAD1BMVEXJ09z///8LV6QXISuaqLVNZCfVAAAAeElEQVR42u3XwQnA"
        + "IBBFQVuwBVtIC/ZfU3I0IAQ1RiTzGpjTLvwQJEmSJL1auooTA4PBYDAYDAbf4aOhGpKKwGAw+Bt4NDAYvB7OD4HB+8EmDBgMBoPB"
        + "YDAYDAaPj7aeIQcGu2Pwz18mGOycwGAwGLwpLEmSJKmrE3I9dPrsoYqKAAAAAElFTkSuQmCC");

    public static void Write(string folder, long connectionId, long noteId, NoteType type)
    {
        var path = Path.Combine(folder, "files", ShortId.Format(connectionId));
        Directory.CreateDirectory(path);
        File.WriteAllBytes(
            Path.Combine(path, ShortId.Format(noteId) + (type is NoteType.Image ? ".png" : ".wav")), type is NoteType.Image ? Picture : Silence());
    }

    private static byte[] Silence()
    {
        const int Rate = 8_000;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + Rate);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(Rate);
        var sound = new byte[Rate];
        Array.Fill(sound, (byte)128);
        writer.Write(sound);
        return stream.ToArray();
    }
}
