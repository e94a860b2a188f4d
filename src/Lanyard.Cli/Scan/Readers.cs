namespace Lanyard.Cli.Scan;

/// <summary>Which reader a value of <c>--reader</c> means.</summary>
internal static class Readers
{
    public const string StandardInput = "-";
    public const string Automatic = "auto";
    public const string Camera = "camera";

    public static ICodeReader Create(string value, int baud, Action<string> notice, TimeProvider clock) => value switch
    {
        StandardInput => LineReader.StandardInput(),
        Automatic => KeyboardReader.Create(null, notice, clock),
        Camera => new CameraReader("/dev/video0", notice, clock),
        _ when IsIn(value, "/dev/video") || IsIn(value, "/dev/v4l/") => new CameraReader(value, notice, clock),
        _ when IsIn(value, "/dev/tty") || IsIn(value, "/dev/serial/") || IsIn(value, "/dev/pts/") =>
            SerialReader.Create(value, baud, notice, clock),
        _ when Path.IsPathRooted(value) && !IsIn(value, "/dev/input/") => throw new ScanException(
            $"{value} is no reader: a keyboard reader is under /dev/input/, a serial reader /dev/tty…, a camera "
            + "/dev/video…; images are read by --images."),
        _ => KeyboardReader.Create(value, notice, clock),
    };

    private static bool IsIn(string value, string start) => value.StartsWith(start, StringComparison.Ordinal);
}
