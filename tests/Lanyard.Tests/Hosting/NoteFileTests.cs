using System.Net;
using Amazon.S3;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Server.Hosting.Files;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Hosting;

/// <summary>Files of notes on disk and in an S3-compatible store, and their end.</summary>
public sealed class NoteFileTests
{
    [Theory]
    [InlineData(TestStore.Sqlite, false)]
    [InlineData(TestStore.Postgres, true)]
    public async Task Files_are_kept_read_and_gone_with_the_erasure_of_the_registrant(TestStore store, bool s3)
    {
        await using var bucket = s3 ? await SwiftServer.StartAsync() : null;
        await using var server = await TestServer.StartShowAsync(store, builder => bucket?.Configure(builder.Configuration));
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        client.Dispose();
        await server.RegisterAsync("R1", "badge-1", "Doe");
        await server.RegisterAsync("R2", "badge-2", "Roe");
        var services = server.App.Services;
        var exhibitor = await services.GetRequiredService<IStore>().ReadAsync(data => data.Exhibitors.SingleAsync());
        var ids = new List<long>();
        foreach (var code in (string[])["badge-1", "badge-2"])
        {
            ids.Add((await services.GetRequiredService<Scanning>().ScanAsync(
                new(exhibitor.EventId, exhibitor.Id), code, 1_700_000_000, "", ScanOrigin.Api)).Connection.Id);
        }
        var files = services.GetRequiredService<NoteFiles>();
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        foreach (var id in ids)
        {
            await files.SaveAsync(id, 1, "image/jpeg", content, default);
            await files.SaveAsync(id, 2, "audio/webm", [1, 2, 3], default);
        }
        await files.SaveAsync(ids[0], 2, "audio/webm", [4, 5], default);
        Assert.Equal(("image/jpeg", Convert.ToHexString(content)), await ReadAsync(ids[0], 1));
        Assert.Equal(("audio/webm", "0405"), await ReadAsync(ids[0], 2));
        Assert.Null(await ReadAsync(ids[0], 3));
        Assert.Equal(!s3, Directory.Exists(Path.Combine(server.Folder, "files")));

        // A file without a lead is of a store that was put back, or another's: it stays.
        var unknown = ShortId.New();
        await files.SaveAsync(unknown, 1, "image/jpeg", [1], default);
        using (var erased = await server.Organiser.DeleteAsync(server.Event + "/registrants/R1"))
            Assert.True(erased.IsSuccessStatusCode);
        var sweep = services.GetRequiredService<FileSweep>();
        await sweep.SweepAsync(default);
        Assert.Null(await ReadAsync(ids[0], 1));
        Assert.Null(await ReadAsync(ids[0], 2));
        Assert.NotNull(await ReadAsync(ids[1], 1));
        Assert.NotNull(await ReadAsync(unknown, 1));
        // One that was on its way while the registrant was erased goes with the next look.
        await files.SaveAsync(ids[0], 4, "image/jpeg", [1], default);
        await sweep.SweepAsync(default);
        Assert.Equal([unknown, ids[1]], (await files.ConnectionsAsync(default).ToListAsync()).OrderBy(id => id == ids[1]));

        async Task<(string Type, string Content)?> ReadAsync(long connection, long note)
        {
            if (await files.OpenAsync(connection, note, default) is not { } file)
                return null;
            await using var stream = file.Content;
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory);
            return (file.ContentType, Convert.ToHexString(memory.ToArray()));
        }
    }

    [Fact]
    public async Task What_is_signed_with_another_key_reaches_no_file_in_an_S3_compatible_store()
    {
        await using var bucket = await SwiftServer.StartAsync();
        using var files = new S3Files(bucket.Settings);
        await files.SaveAsync("1", "note.jpg", "image/jpeg", [1, 2], default);
        var settings = bucket.Settings;
        settings.SecretKey += "x";
        using var stranger = new S3Files(settings);

        foreach (var attempt in (Func<Task>[])[
            () => stranger.OpenAsync("1", "note.jpg", default),
            () => stranger.ListAsync("1", default),
            () => stranger.SaveAsync("1", "note.jpg", "image/jpeg", [3], default),
            () => stranger.DeleteAsync("1", default)])
            Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<AmazonS3Exception>(attempt)).StatusCode);

        await using var content = await files.OpenAsync("1", "note.jpg", default);
        using var memory = new MemoryStream();
        await content!.CopyToAsync(memory);
        Assert.Equal([1, 2], memory.ToArray());
    }
}
