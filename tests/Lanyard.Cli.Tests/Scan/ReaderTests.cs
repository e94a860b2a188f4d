using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Lanyard.Cli.Scan;
using Lanyard.Cli.Tests.Support;

namespace Lanyard.Cli.Tests.Scan;

/// <summary>Readers on what this machine has of them: pipes, a pseudo terminal, images and zbarimg.</summary>
public sealed class ReaderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _notices = new();
    private readonly CancellationTokenSource _end = new(Limit);

    [Fact]
    public async Task Lines_end_with_CR_LF_or_both_and_the_last_one_with_the_input()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("a\rb\nc\r\n\r\nJosé\nlast"));

        var codes = await ReadAllAsync(new LineReader("input", () => input));

        Assert.Equal(["a", "b", "c", "José", "last"], codes);
    }

    [Fact]
    public void A_line_longer_than_any_QR_code_is_left_out()
    {
        var codes = new LineDecoder().Decode(Encoding.UTF8.GetBytes(new string('x', 5_000) + "\nnext\n"));

        Assert.Equal(["next"], codes);
    }

    [Fact]
    public async Task A_keyboard_reader_that_is_unplugged_goes_on_when_it_is_plugged_in_again()
    {
        var path = _folder.In("event5");
        await MakePipeAsync(path);
        List<int> grabbed = [];
        var reader = KeyboardReader.Create(
            "The reader", () => path, grabbed.Add, _notices.Enqueue, TimeProvider.System);
        var codes = reader.ReadAsync(_end.Token).GetAsyncEnumerator(_end.Token);

        var first = codes.MoveNextAsync();
        await using (var plugged = await PlugInAsync(path))
        {
            await plugged.WriteAsync(InputBytes.Of("Badge-1"), _end.Token);
            await plugged.WriteAsync(new InputBytes().Type('h').Type('a').Bytes, _end.Token);
            await plugged.FlushAsync(_end.Token);
            Assert.True(await first);
            Assert.Equal("Badge-1", codes.Current);
        }
        var next = codes.MoveNextAsync();
        while (!_notices.Any(notice => notice.Contains("was unplugged", StringComparison.Ordinal)))
            await Task.Delay(10, _end.Token);
        await using (var again = await PlugInAsync(path))
        {
            await again.WriteAsync(InputBytes.Of("Badge-2"), _end.Token);
            await again.FlushAsync(_end.Token);
            Assert.True(await next);
        }

        Assert.Equal("Badge-2", codes.Current);
        Assert.Equal(2, grabbed.Count);
        Assert.Equal(
            [
                "The reader is ready.",
                "The reader was unplugged: plug it in again. What was read before is saved.",
                "The reader is ready.",
            ],
            _notices);
    }

    [Fact]
    public async Task What_is_no_input_device_is_not_read_without_being_grabbed()
    {
        var path = _folder.In("event6");
        await MakePipeAsync(path);
        var reader = KeyboardReader.Create(path, _notices.Enqueue, TimeProvider.System);

        await ReadUntilNoticeAsync(reader);

        Assert.Contains("is no input device", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_is_not_plugged_in_is_waited_for()
    {
        await ReadUntilNoticeAsync(SerialReader.Create("/dev/ttyNone7", 9600, _notices.Enqueue, TimeProvider.System));

        Assert.Equal("/dev/ttyNone7 is not plugged in: waiting for it.", Assert.Single(_notices));
    }

    [Fact]
    public async Task A_serial_reader_is_set_to_raw_and_read_byte_for_byte()
    {
        Assert.SkipUnless(File.Exists("/dev/ptmx"), "There are no pseudo terminals here.");
        using var terminal = PseudoTerminal.Open();
        var reader = SerialReader.Create(terminal.Path, 115_200, _notices.Enqueue, TimeProvider.System);
        var codes = reader.ReadAsync(_end.Token).GetAsyncEnumerator(_end.Token);
        var first = codes.MoveNextAsync();
        while (_notices.IsEmpty)
            await Task.Delay(10, _end.Token);
        Assert.Equal([$"{terminal.Path} is ready."], _notices);

        // ^C, ^S and ^D would be swallowed by a terminal that is not raw.
        terminal.Write("Badge\u0003\u0013\u0004-1\rBadge-2\r\n");

        Assert.True(await first);
        Assert.Equal("Badge\u0003\u0013\u0004-1", codes.Current);
        Assert.True(await codes.MoveNextAsync());
        Assert.Equal("Badge-2", codes.Current);
    }

    [Fact]
    public async Task Images_in_a_folder_are_read_as_they_appear_each_once()
    {
        Assert.SkipUnless(Has("zbarimg") && Has("qrencode"), "zbar-tools and qrencode are not installed.");
        await DrawAsync("y12abcdefghijklmnopqrsTUVwxyz", "first.png");
        await File.WriteAllTextAsync(_folder.In("notes.txt"), "not an image", _end.Token);
        var reader = new ImageReader(_folder.Path, _notices.Enqueue, TimeProvider.System);
        var codes = reader.ReadAsync(_end.Token).GetAsyncEnumerator(_end.Token);

        Assert.True(await codes.MoveNextAsync());
        Assert.Equal("y12abcdefghijklmnopqrsTUVwxyz", codes.Current);
        var next = codes.MoveNextAsync();
        await DrawAsync("second", "second.png");

        Assert.True(await next);
        Assert.Equal("second", codes.Current);
    }

    [Fact]
    public async Task An_image_without_a_QR_code_is_told()
    {
        Assert.SkipUnless(Has("zbarimg"), "zbar-tools is not installed.");
        // The smallest picture there is: one white dot.
        await File.WriteAllTextAsync(_folder.In("white.pnm"), "P1\n1 1\n0\n", _end.Token);

        var reader = new ImageReader(_folder.In("white.pnm"), _notices.Enqueue, TimeProvider.System);

        Assert.Empty(await ReadAllAsync(reader));

        Assert.Contains("no QR code", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_zbar_the_fault_says_what_to_install()
    {
        await File.WriteAllTextAsync(_folder.In("badge.png"), "", _end.Token);
        var reader = new ImageReader(_folder.In("badge.png"), _notices.Enqueue, TimeProvider.System, "no-such-zbarimg");

        var fault = await Assert.ThrowsAsync<ScanException>(() => ReadAllAsync(reader));

        Assert.Contains("sudo apt install zbar-tools", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_gives_no_pictures_is_told_and_started_again()
    {
        var program = _folder.In("zbarcam");
        const string script = "#!/bin/sh\necho Badge-1\necho 'no such device' >&2\nexit 1\n";
        await File.WriteAllTextAsync(program, script, _end.Token);
        await MakeExecutableAsync(program);
        var reader = new CameraReader("/dev/video7", _notices.Enqueue, TimeProvider.System, program);
        var codes = reader.ReadAsync(_end.Token).GetAsyncEnumerator(_end.Token);

        Assert.True(await codes.MoveNextAsync());
        Assert.True(await codes.MoveNextAsync());

        Assert.Equal("Badge-1", codes.Current);
        Assert.Equal(
            "The camera /dev/video7 gives no pictures (no such device): trying again.", Assert.Single(_notices));
    }

    public void Dispose()
    {
        _end.Dispose();
        _folder.Dispose();
    }

    private async Task<List<string>> ReadAllAsync(ICodeReader reader)
    {
        List<string> codes = [];
        await foreach (var code in reader.ReadAsync(_end.Token))
            codes.Add(code);
        return codes;
    }

    private async Task ReadUntilNoticeAsync(ICodeReader reader)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var codes = reader.ReadAsync(end.Token).GetAsyncEnumerator(end.Token);
        var reading = codes.MoveNextAsync().AsTask();
        while (_notices.IsEmpty)
            await Task.Delay(10, _end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static bool Has(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    // Drawn elsewhere and moved: an image appears whole.
    private async Task DrawAsync(string code, string file)
    {
        await RunAsync("qrencode", "-o", _folder.In(file + ".new"), code);
        File.Move(_folder.In(file + ".new"), _folder.In(file));
    }

    /// <summary>The reading end must be open: until then a pipe makes its writer wait.</summary>
    private Task<FileStream> PlugInAsync(string path) =>
        Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write), _end.Token).WaitAsync(_end.Token);

    private static Task MakePipeAsync(string path) => RunAsync("mkfifo", path);

    private static Task MakeExecutableAsync(string path) => RunAsync("chmod", "+x", path);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
