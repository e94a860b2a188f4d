namespace Lanyard.Tests.Histories;

/// <summary>A checker that finds nothing proves nothing: each rule, broken once by hand.</summary>
public sealed class HistoryCheckerTests
{
    private readonly History _history = new();
    private readonly List<StoredConnection> _connections = [];
    private readonly List<StoredScan> _log = [];
    private readonly Dictionary<int, IReadOnlyList<SeenRow>> _feeds = [];

    [Fact]
    public void A_history_in_which_all_went_well_has_no_fault()
    {
        Scan(registrant: 1, id: 11, revision: 5, completed: 10);
        Scan(registrant: 2, id: 12, revision: 6, completed: 20);
        _history.Scan(0, 3, 100);
        _history.Scan(0, 4, 100).Fail();
        Store(Row(11, 5, 1), Row(12, 6, 2), Row(13, 7, 3));
        Follow((0, [Row(11, 5, 1)], 11), (6, [Row(12, 6, 2), Row(13, 7, 3)], 21), (8, [], 30));
        Assert.Empty(Check());
    }

    [Fact]
    public void I1_an_acknowledged_scan_is_lost() => Finds("I1", () => Scan(1, 11, 5));

    [Fact]
    public void I1_an_acknowledged_revision_went_back() => Finds("I1", () =>
    {
        Scan(1, 11, 5);
        Store(Row(11, 4, 1));
    });

    [Fact]
    public void I1_an_acknowledged_scan_is_not_in_the_log() => Finds("I1", () =>
    {
        Scan(1, 11, 5);
        Store(Row(11, 5, 1));
        _log[0] = _log[0] with { Time = 99 };
    });

    [Fact]
    public void I1_an_acknowledged_scan_stands_twice() => Finds("I1", () =>
    {
        Scan(1, 11, 5);
        Store(Row(11, 5, 1), Row(12, 6, 1));
    });

    [Fact]
    public void I2_a_refused_scan_stands() => Finds("I2", () =>
    {
        _history.Scan(0, 1, 100).Fail();
        Store(Row(11, 5, 1));
    });

    [Fact]
    public void I3_a_scan_without_an_answer_stands_twice() => Finds("I3", () =>
    {
        _history.Scan(0, 1, 100);
        Store(Row(11, 5, 1), Row(12, 6, 1));
    });

    [Fact]
    public void I4_a_connection_is_fetched_otherwise_than_it_was_answered() => Finds("I4", () =>
    {
        Scan(1, 11, 5).Fetched = Row(11, 4, 1);
        Store(Row(11, 5, 1));
    });

    [Fact]
    public void I5_a_repeated_scan_gets_another_id() => Finds("I5", () =>
    {
        Scan(1, 11, 5);
        Scan(1, 12, 6);
        Store(Row(11, 5, 1), Row(12, 6, 1));
    });

    [Fact]
    public void I6_a_scan_is_logged_without_its_connection() => Finds("I6", () => _log.Add(new(0, 11, 100)));

    [Fact]
    public void F1_a_page_is_not_in_the_order_of_revisions() => Finds("F1", () =>
    {
        _history.Scan(0, 1, 100);
        _history.Scan(0, 2, 100);
        Store(Row(11, 5, 1), Row(12, 6, 2));
        Follow((0, [Row(12, 6, 2), Row(11, 5, 1)], 1));
    });

    [Fact]
    public void F2_a_reader_has_passed_an_acknowledged_scan() => Finds("F2", () =>
    {
        Scan(1, 11, 5, completed: 50);
        Scan(2, 12, 6, completed: 5);
        Store(Row(11, 5, 1), Row(12, 6, 2));
        Follow((0, [Row(12, 6, 2)], 10));
    });

    [Fact]
    public void F3_a_row_appears_where_a_reader_has_been() => Finds("F3", () =>
    {
        _history.Scan(0, 1, 100);
        _history.Scan(0, 2, 100);
        // The late row has moved on by the end, so that only the other reader gives it away.
        Store(Row(12, 6, 2), Row(11, 9, 1));
        Follow((0, [Row(12, 6, 2)], 10), (7, [Row(11, 9, 1)], 90));
        Follow((0, [Row(11, 5, 1), Row(12, 6, 2)], 50), (7, [Row(11, 9, 1)], 90));
    });

    [Fact]
    public void F4_the_feed_is_not_the_table() => Finds("F4", () =>
    {
        _history.Scan(0, 1, 100);
        Store(Row(11, 5, 1));
        _feeds[0] = [Row(11, 4, 1)];
    });

    [Fact]
    public void F4_a_change_of_the_registrant_never_reached_a_reader() => Finds("F4", () =>
    {
        _history.Scan(0, 1, 100);
        Store(Row(11, 5, 1) with { Content = 2 });
        Follow((0, [Row(11, 5, 1)], 1));
    });

    [Fact]
    public void F4_an_erased_registrant_is_still_shown() => Finds("F4", () =>
    {
        _history.Scan(0, 1, 100);
        _history.Erased[1] = true;
        Store(Row(11, 5, 1));
    });

    [Fact]
    public void F5_a_page_ends_before_what_was_acknowledged() => Finds("F5", () =>
    {
        Scan(1, 11, 5, completed: 10);
        Scan(2, 12, 6, completed: 20);
        Store(Row(11, 5, 1), Row(12, 6, 2));
        Follow((0, [Row(11, 5, 1)], 30), (6, [Row(12, 6, 2)], 40));
    });

    [Fact]
    public void F6_a_connection_is_repeated_without_a_higher_revision() => Finds("F6", () =>
    {
        _history.Scan(0, 1, 100);
        Store(Row(11, 5, 1));
        Follow((0, [Row(11, 5, 1)], 1), (5, [Row(11, 5, 1)], 2));
    });

    [Fact]
    public void F7_a_write_was_read_and_taken_back() => Finds("F7", () =>
    {
        _history.Scan(0, 1, 100);
        Follow((0, [Row(11, 5, 1)], 1));
    });

    [Fact]
    public void F9_a_reader_gets_another_exhibitors_row() => Finds("F9", () =>
    {
        _history.Scan(1, 1, 100);
        _connections.Add(new(1, 11, 5));
        _log.Add(new(1, 11, 100));
        _feeds[1] = [Row(11, 5, 1)];
        Follow((0, [Row(11, 5, 1)], 1));
    });

    private static SeenRow Row(long id, long revision, int registrant) => new(id, revision, registrant, 0, 100, 1);

    private ScanRecord Scan(int registrant, long id, long revision, long completed = 1)
    {
        var scan = _history.Scan(0, registrant, 100);
        scan.Succeed(Row(id, revision, registrant), completed);
        return scan;
    }

    private void Store(params SeenRow[] rows)
    {
        _connections.AddRange(rows.Select(r => new StoredConnection(0, r.Id, r.Revision)));
        _log.AddRange(rows.Select(r => new StoredScan(0, r.Id, r.Time)));
        _feeds[0] = rows;
    }

    private void Follow(params (long From, SeenRow[] Rows, long At)[] pages)
    {
        var reader = _history.Read(0);
        foreach (var (from, rows, at) in pages)
            reader.Add(from, rows, at, at);
    }

    private IReadOnlyList<Violation> Check() => new HistoryChecker(_history, new(_connections, _log, _feeds)).Check();

    private void Finds(string rule, Action act)
    {
        act();
        Assert.Contains(rule, Check().Select(v => v.Rule));
    }
}
