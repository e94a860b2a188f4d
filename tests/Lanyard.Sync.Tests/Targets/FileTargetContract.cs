using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>What every file target must hold beyond what every target must.</summary>
public abstract class FileTargetContract(string type) : TargetContract
{
    private protected override bool ShowsWithdrawn => true;

    private protected override Task<Place> CreatePlaceAsync() => Task.FromResult<Place>(new FilePlace(type));

    [Fact]
    public async Task A_run_without_news_leaves_the_file_alone()
    {
        await using var place = new FilePlace(type);
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await RunAsync(place, feed);
        File.SetLastWriteTimeUtc(place.FilePath, DateTime.UnixEpoch);
        await RunAsync(place, feed);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(place.FilePath));
        feed.PutMany(1, first: 3);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_made_again()
    {
        await using var place = new FilePlace(type);
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await RunAsync(place, feed);
        File.Delete(place.FilePath);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task What_a_crash_left_unwritten_is_written_by_the_next_run()
    {
        await using var place = new FilePlace(type);
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await RunAsync(place, feed);
        feed.Put(TestLeads.Completed(1, "changed"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(place, feed, new Stop()));
        await File.WriteAllTextAsync(place.FilePath + ".part", "half of it");
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        Assert.False(File.Exists(place.FilePath + ".part"));
    }

    [Fact]
    public async Task An_empty_feed_makes_a_file_without_leads()
    {
        await using var place = new FilePlace(type);
        await RunAsync(place, new ScriptedFeed());
        Assert.Empty(await place.ReadAsync());
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_told()
    {
        await using var place = new FilePlace(type);
        var gone = new TargetSettings(
            "file", type, new Dictionary<string, string> { ["path"] = Path.Combine(place.Folder, "gone", "leads") },
            new Dictionary<string, string?>());
        using var state = TargetState.Open(place.StatePath);
        using var http = new HttpClient();
        await using var target = place.Open(new(gone, state, http, new ScriptedFeed().ReadFileAsync, place.Time));
        var finding = Assert.Single(await target.CheckAsync(default));
        Assert.Equal(FindingKind.Fault, finding.Kind);
        await Assert.ThrowsAsync<TargetFaultException>(() => target.PrepareAsync(default));
    }

    [Fact]
    public async Task The_file_keeps_who_may_read_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var place = new FilePlace(type);
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        await RunAsync(place, feed);
        File.SetUnixFileMode(place.FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        feed.PutMany(1, first: 1);
        await RunAsync(place, feed);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(place.FilePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(place.StatePath + ".leads"));
    }

    private sealed class Stop : SyncObserver
    {
        public override void Noted() => throw new OperationCanceledException("The process ends here.");
    }
}

/// <summary>What every target of a table must hold.</summary>
public abstract class TableTargetContract(string type) : FileTargetContract(type)
{
    private readonly string _type = type;

    private protected static readonly string[] Texts =
    [
        "=HYPERLINK(\"https://example.com\",\"x\")", "+44 208 123456", "-1", "@SUM(A1)", "\ttab",
        "a \"quote\", a, comma; a semicolon",
        "two\nlines", "Zoë 👩🏽‍🔬 😀", "\u202eright to left\u200f שלום", "  spaces  ", "'apostrophe", "_x0041_",
        "<b>&amp;</b>", "007", "1e5", "true",
    ];

    /// <summary>How the text comes back from the format.</summary>
    private protected virtual string Expected(string text) => text;

    [Fact]
    public async Task Text_stays_as_it_was()
    {
        await using var place = new FilePlace(_type);
        var feed = new ScriptedFeed();
        for (var i = 0; i < Texts.Length; i++)
            feed.Put(TestLeads.Completed(
                i) with { Contact = new Contact { Company = Texts[i], Email = $"{i}@example.com" } });
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        for (var i = 0; i < Texts.Length; i++)
            Assert.Equal(Expected(Texts[i]), table.Cell(TestLeads.Id(i), "contact.company"));
    }

    [Fact]
    public async Task Each_question_has_a_column_and_those_of_one_name_are_kept_apart()
    {
        await using var place = new FilePlace(_type);
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1));
        feed.Put(TestLeads.Completed(2) with
        {
            ExhibitorQuestions =
            [
                new Question
                {
                    Id = "other", Name = "Lead rating", Type = "checkbox",
                    Answers = [new Answer { Id = "1", Name = "Hot", Type = "label" },
                        new Answer { Id = "2", Name = "Big", Type = "label" }],
                },
            ],
        });
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        Assert.Equal("Medium", table.Cell(TestLeads.Id(1), "Lead rating"));
        Assert.Null(table.Cell(TestLeads.Id(1), "Lead rating (other)"));
        Assert.Equal("Hot; Big", table.Cell(TestLeads.Id(2), "Lead rating (other)"));
        Assert.Equal("Director", table.Cell(TestLeads.Id(2), "What is your seniority level?"));
    }

    [Fact]
    public async Task Memos_are_joined_and_files_are_linked()
    {
        await using var place = new FilePlace(_type);
        var feed = new ScriptedFeed();
        var time = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
        feed.Put(TestLeads.Completed(1) with
        {
            Notes =
            [
                new Note { Id = "1", Type = "memo", Text = "First", Time = time },
                new Note { Id = "2", Type = "image", FileUrl = "https://leads.example.com/files/a/2", Time = time },
                new Note { Id = "3", Type = "memo", Text = "Second", Time = time },
                new Note { Id = "4", Type = "audio", File = "https://leads.example.com/files/a/4", Time = time },
            ],
        });
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        Assert.Equal("First\nSecond", table.Cell(TestLeads.Id(1), "notes"));
        Assert.Equal("https://leads.example.com/files/a/2\nhttps://leads.example.com/files/a/4", table.Cell(
            TestLeads.Id(1), "notes.files"));
    }

    [Fact]
    public async Task The_user_renames_adds_and_removes_columns()
    {
        var fields = new Dictionary<string, string?>
        {
            ["E-mail"] = "contact.email",
            ["Campaign"] = "text:Trade Show",
            ["contact.fax"] = null,
            ["Rating"] = "question:Lead rating",
        };
        await using var place = new FilePlace(_type, fields: fields);
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        await RunAsync(place, feed);
        var table = await place.ReadTableAsync();
        Assert.Equal("lead0@example.com", table.Cell(TestLeads.Id(0), "E-mail"));
        Assert.Equal("Trade Show", table.Cell(TestLeads.Id(0), "Campaign"));
        Assert.Equal("Medium", table.Cell(TestLeads.Id(0), "Rating"));
        Assert.DoesNotContain("contact.email", table.Headings);
        Assert.DoesNotContain("contact.fax", table.Headings);
        Assert.DoesNotContain("Lead rating", table.Headings);
    }

    [Fact]
    public async Task A_memo_of_five_megabytes_holds_nothing_up()
    {
        await using var place = new FilePlace(_type);
        var feed = new ScriptedFeed();
        var memo = string.Concat(Enumerable.Repeat("é\"😀,\n", 1_000_000));
        feed.Put(TestLeads.Completed(1) with
        {
            Notes = [new Note { Id = "1", Type = "memo", Text = memo, Time = new(
                2026, 11, 24, 9, 0, 0, TimeSpan.Zero) }],
        });
        feed.PutMany(3, first: 2);
        await RunAsync(place, feed);
        AssertMemo(memo, (await place.ReadTableAsync()).Cell(TestLeads.Id(1), "notes"));
        await AssertInStepAsync(place, feed);
    }

    private protected virtual void AssertMemo(string memo, string? read) =>
        Assert.True(memo == read, "The memo is not the same.");
}
