using Lanyard.Core.Connections;
using Lanyard.Core.Data;

namespace Lanyard.Tests.Connections;

public sealed class RegistrantCacheTests
{
    [Fact]
    public void A_later_version_stays_and_an_earlier_one_is_not_enough()
    {
        var cache = new RegistrantCache(100_000);
        cache.Add(Content(1, version: 2));
        cache.Add(Content(1, version: 1));
        Assert.True(cache.TryGet(Key(1), 1, out var content));
        Assert.Equal(2, content!.Version);
        Assert.False(cache.TryGet(Key(1), 3, out content));
        Assert.Null(content);
    }

    [Fact]
    public void What_is_asked_for_stays_when_others_come_by()
    {
        var cache = new RegistrantCache(100 * 1_200);
        for (var id = 0; id < 10_000; id++)
        {
            cache.Add(Content(id, version: 1));
            cache.TryGet(Key(0), 1, out _);
        }
        Assert.True(cache.TryGet(Key(0), 1, out _));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(id => cache.TryGet(Key(id), 1, out _)), 50, 100);
    }

    [Fact]
    public void One_that_is_larger_than_all_room_does_no_harm()
    {
        var cache = new RegistrantCache(500);
        for (var id = 0; id < 100; id++)
            cache.Add(Content(id, version: 1));
        Assert.InRange(Enumerable.Range(0, 100).Count(id => cache.TryGet(Key(id), 1, out _)), 0, 1);
    }

    [Fact]
    public void Answers_that_are_alike_are_kept_once()
    {
        var cache = new RegistrantCache(100_000);
        cache.Add(Content(1, version: 1));
        cache.Add(Content(2, version: 1));
        Assert.True(cache.TryGet(Key(1), 1, out var one));
        Assert.True(cache.TryGet(Key(2), 1, out var two));
        Assert.Same(one!.ProfileQuestions, two!.ProfileQuestions);
    }

    private static RegistrantKey Key(int id) => new(1, id);

    private static RegistrantContent Content(int id, int version) =>
        new(Key(id), version, new byte[1_000], "[]"u8.ToArray());
}
