using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Tests;

public sealed class NoteFileTests
{
    [Theory]
    [InlineData("FFD8FFE0", "/files/1", "image-n1.jpg", "image/jpeg")]
    [InlineData("000000186674797068656963", "/files/1.m4a", "image-n1.heic", "image/heic")]
    [InlineData("00000018667479704D344120", "/files/1", "image-n1.m4a", "audio/mp4")]
    [InlineData("00", "https://files.example/a.PNG?size=1", "image-n1.PNG", "image/png")]
    [InlineData("00", "http://[", "image-n1.bin", "application/octet-stream")]
    [InlineData(null, "/files/1.jpg", "image-n1.txt", "text/plain")]
    public async Task It_bears_the_name_and_kind_of_what_it_is(string? bytes, string url, string name, string mediaType)
    {
        var note = new Note { Id = "n1", Type = "image", FileUrl = url, Time = DateTimeOffset.UnixEpoch };
        var content = bytes is null ? null : Convert.FromHexString(bytes);
        var file = await NoteFile.ReadAsync(note, url, (_, _) => Task.FromResult(content), default);
        Assert.Equal((name, mediaType), (file.Name, file.MediaType));
    }

    [Theory]
    [InlineData("/files/1", "", "/files/1")]
    [InlineData("", "/files/1", "/files/1")]
    [InlineData("", null, null)]
    public void An_address_stands_in_either_field(string fileUrl, string? file, string? url)
    {
        var note = new Note { Id = "n1", Type = "image", FileUrl = fileUrl, File = file,
            Time = DateTimeOffset.UnixEpoch };
        Assert.Equal(url, Lead.FileUrl(note));
        Assert.Equal(url is null ? 0 : 1, Lead.Files(Support.TestLeads.Completed(1) with { Notes = [note] }).Count());
    }
}
