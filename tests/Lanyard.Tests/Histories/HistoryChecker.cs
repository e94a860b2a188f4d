namespace Lanyard.Tests.Histories;

/// <param name="Rule">I1 to I6 for what was sent in, F1 to F9 for the feed.</param>
public readonly record struct Violation(string Rule, string What)
{
    public override string ToString() => $"{Rule}: {What}";
}

/// <summary>
/// Finds what must never happen: an acknowledged scan that is lost or stands twice, a refused one that stands, a
/// follower of the feed that missed a change. The rules are those by which Jepsen judges queues, with the revision for
/// the offset.
/// </summary>
/// <param name="lateHeads">
/// With several nodes, one may not know of another's last commit yet and answer with an empty page; a page with rows is
/// complete on every node.
/// </param>
public sealed class HistoryChecker(History history, FinalState final, bool lateHeads = false)
{
    private const int MostOfARule = 20;

    private readonly List<Violation> _violations = [];
    private readonly Dictionary<(int Exhibitor, long Id), long> _stored = [];
    private readonly ILookup<int, ScanRecord> _scans = history.Scans.ToLookup(s => s.Exhibitor);

    public IReadOnlyList<Violation> Check()
    {
        foreach (var row in final.Connections)
        {
            if (!_stored.TryAdd((row.Exhibitor, row.Id), row.Revision))
                Add("I1", $"connection {row.Id} stands twice");
        }
        CheckScans();
        CheckLog();
        foreach (var (exhibitor, feed) in final.Feeds)
            CheckFeed(exhibitor, feed);
        foreach (var reader in history.Readers)
            new ReaderCheck(this, reader).Run();
        CheckLateArrivals();
        return _violations;
    }

    private void CheckScans()
    {
        foreach (var scans in history.Scans.GroupBy(s => (s.Exhibitor, s.Registrant)))
        {
            var (exhibitor, registrant) = scans.Key;
            var answered = scans.Where(s => s.Outcome is Outcome.Ok).ToList();
            foreach (var scan in answered)
            {
                var answer = scan.Answer;
                if (!_stored.TryGetValue((exhibitor, answer.Id), out var revision))
                    Add("I1", $"the scan of {registrant} by {exhibitor} was acknowledged as {answer.Id} and is lost");
                else if (revision < answer.Revision)
                    Add("I1", $"connection {answer.Id} went back to {revision} from {answer.Revision}");
                if (answer.Time > scan.Time)
                    Add("I1", $"connection {answer.Id} has the time {answer.Time}, after the scan of {scan.Time}");
                if (scan.Fetched is { } fetched)
                    CheckFetched(answer, fetched);
            }
            if (answered.Select(s => s.Answer.Id).Distinct().Skip(1).Any())
                Add("I5", $"scans of {registrant} by {exhibitor} were answered with different ids");
            foreach (var same in answered.GroupBy(s => s.Answer.Revision).Where(_ => !IsTouched(registrant)))
            {
                if (same.Select(s => (s.Answer.Time, s.Answer.Registrant)).Distinct().Skip(1).Any())
                    Add("I5", $"connection {same.First().Answer.Id} was answered in two ways at {same.Key}");
            }
        }
    }

    private void CheckFetched(SeenRow answer, SeenRow fetched)
    {
        var same = fetched.Id == answer.Id && (fetched.Revision > answer.Revision
            || fetched.Revision == answer.Revision && fetched.Time == answer.Time
            && (fetched.Registrant == answer.Registrant || IsTouched(answer.Registrant)));
        if (!same)
            Add("I4", $"connection {answer.Id} at {answer.Revision} was fetched as {fetched.Id} at {fetched.Revision}");
    }

    private void CheckLog()
    {
        var logged = final.Scans.ToHashSet();
        foreach (var scan in history.Scans)
        {
            if (scan.Outcome is Outcome.Ok && !logged.Contains(new(scan.Exhibitor, scan.Answer.Id, scan.Time)))
                Add("I1", $"the scan of {scan.Registrant} by {scan.Exhibitor} at {scan.Time} is not in the log");
        }
        var withLog = final.Scans.Select(s => (s.Exhibitor, s.Id)).ToHashSet();
        foreach (var key in withLog)
        {
            if (!_stored.ContainsKey(key))
                Add("I6", $"a scan is logged for connection {key.Id}, which does not exist");
        }
        foreach (var key in _stored.Keys)
        {
            if (!withLog.Contains(key))
                Add("I6", $"connection {key.Id} has no scan in the log");
        }
    }

    private void CheckFeed(int exhibitor, IReadOnlyList<SeenRow> feed)
    {
        var table = final.Connections.Where(c => c.Exhibitor == exhibitor).Select(c => (c.Id, c.Revision)).ToHashSet();
        if (!table.SetEquals(feed.Select(r => (r.Id, r.Revision))))
            Add("F4", $"the {feed.Count} connections in the feed of {exhibitor} are not the {table.Count} of the table");
        var outcomes = _scans[exhibitor].ToLookup(s => s.Registrant, s => s.Outcome);
        foreach (var rows in feed.Where(r => r.Registrant >= 0).GroupBy(r => r.Registrant))
        {
            if (rows.Skip(1).Any())
                Add(outcomes[rows.Key].Contains(Outcome.Ok) ? "I1" : "I3",
                    $"registrant {rows.Key} stands twice for {exhibitor}");
            if (!outcomes.Contains(rows.Key))
                Add("F9", $"{exhibitor} reads registrant {rows.Key}, whom it never scanned");
            else if (outcomes[rows.Key].All(o => o is Outcome.Failed))
                Add("I2", $"registrant {rows.Key} stands for {exhibitor} although every scan was refused");
            if (history.Changed.TryGetValue(rows.Key, out var version) && rows.First().Version < version)
                Add("F4", $"registrant {rows.Key} of {exhibitor} shows version {rows.First().Version}, not {version}");
            if (history.Erased.TryGetValue(rows.Key, out var erased) && erased)
                Add("F4", $"registrant {rows.Key} of {exhibitor} was erased and is still shown");
        }
    }

    /// <summary>What one reader saw behind what another had passed already.</summary>
    private void CheckLateArrivals()
    {
        foreach (var readers in history.Readers.GroupBy(r => r.Exhibitor))
        {
            foreach (var passed in readers)
            {
                var seen = passed.Rows.Select(r => (r.Id, r.Revision)).ToHashSet();
                var passing = passed.Pages.Where(p => p.Count > 0)
                    .Select(p => (Revision: passed.Rows[p.Start + p.Count - 1].Revision, p.Completed)).ToList();
                var passings = passing.ConvertAll(p => p.Revision);
                foreach (var other in readers.Where(r => r != passed))
                {
                    foreach (var page in other.Pages)
                    {
                        var rows = other.Rows.Skip(page.Start).Take(page.Count);
                        foreach (var row in rows.Where(r => r.Revision <= passed.Highest))
                        {
                            var index = passings.BinarySearch(row.Revision);
                            var at = passing[Math.Min(index < 0 ? ~index : index, passing.Count - 1)].Completed;
                            if (at < page.Invoked && !seen.Contains((row.Id, row.Revision)))
                                Add("F3", $"{other.Exhibitor}'s connection {row.Id} appeared at {row.Revision}, which a reader had passed");
                        }
                    }
                }
            }
        }
    }

    private bool IsTouched(int registrant) => registrant < 0 || history.Erased.ContainsKey(registrant);

    private void Add(string rule, string what)
    {
        if (_violations.Count(v => v.Rule == rule) < MostOfARule)
            _violations.Add(new(rule, what));
    }

    /// <summary>The rules for one reader of a feed.</summary>
    private sealed class ReaderCheck(HistoryChecker checker, ReaderRecord reader)
    {
        private readonly Dictionary<long, SeenRow> _fold = [];
        private readonly List<ScanRecord> _answered =
            checker._scans[reader.Exhibitor].Where(s => s.Outcome is Outcome.Ok).OrderBy(s => s.Completed).ToList();
        private int _answeredBefore;

        public void Run()
        {
            var cursor = 0L;
            foreach (var page in reader.Pages)
                cursor = ReadPage(page, cursor);
            CheckLost();
            CheckFold();
        }

        private long ReadPage(PageRecord page, long cursor)
        {
            if (page.Count > 100)
                Add("F5", $"a page has {page.Count} rows");
            for (var i = page.Start; i < page.Start + page.Count; i++)
            {
                var row = reader.Rows[i];
                if (row.Revision <= cursor || row.Revision < page.FromRevision)
                    Add("F1", $"revision {row.Revision} came after {cursor}");
                cursor = Math.Max(cursor, row.Revision);
                if (_fold.TryGetValue(row.Id, out var before) && row.Revision <= before.Revision)
                    Add("F6", $"connection {row.Id} came again without a higher revision than {before.Revision}");
                _fold[row.Id] = row;
                if (!checker._stored.TryGetValue((reader.Exhibitor, row.Id), out var stored))
                    Add(IsAnothers(row.Id) ? "F9" : "F7", $"connection {row.Id} was read and is not the exhibitor's");
                else if (stored < row.Revision)
                    Add("F7", $"connection {row.Id} was read at {row.Revision} and went back to {stored}");
            }
            if (page.Count < 100 && (page.Count > 0 || !checker.IsLate))
                CheckShort(page);
            return cursor;
        }

        /// <summary>
        /// A page that is not full says that there was no more: everything acknowledged by then has been seen.
        /// </summary>
        private void CheckShort(PageRecord page)
        {
            while (_answeredBefore < _answered.Count && _answered[_answeredBefore].Completed < page.Invoked)
            {
                var answer = _answered[_answeredBefore++].Answer;
                if (!_fold.TryGetValue(answer.Id, out var seen) || seen.Revision < answer.Revision)
                    Add("F5", $"a page of {page.Count} rows ended before connection {answer.Id} at {answer.Revision}");
            }
        }

        private void CheckLost()
        {
            foreach (var answer in _answered.Select(s => s.Answer).Where(a => a.Revision <= reader.Highest))
            {
                var seen = _fold.TryGetValue(answer.Id, out var row) && row.Revision >= answer.Revision;
                if (!seen && checker._stored.GetValueOrDefault((reader.Exhibitor, answer.Id)) <= reader.Highest)
                    Add("F2", $"connection {answer.Id}, acknowledged at {answer.Revision}, was missed on the way to {reader.Highest}");
            }
        }

        private void CheckFold()
        {
            var feed = checker.Feed(reader.Exhibitor);
            foreach (var row in feed.Where(r => r.Revision <= reader.Highest))
            {
                if (!_fold.TryGetValue(row.Id, out var seen) || seen.Revision != row.Revision)
                    Add("F3", $"connection {row.Id} is at {row.Revision}, which a reader has passed without it");
                else if (seen.Content != row.Content)
                    Add("F4", $"connection {row.Id} was last read otherwise than it is at {row.Revision}");
            }
            if (feed.Count > 0 && feed[^1].Revision == reader.Highest && feed.Count != _fold.Count)
                Add("F4", $"a reader of {reader.Exhibitor} holds {_fold.Count} connections of {feed.Count}");
        }

        private bool IsAnothers(long id) => checker._stored.Keys.Any(k => k.Id == id);

        private void Add(string rule, string what) => checker.Add(rule, $"{what} (exhibitor {reader.Exhibitor})");
    }

    private bool IsLate => lateHeads;

    private IReadOnlyList<SeenRow> Feed(int exhibitor) => final.Feeds.GetValueOrDefault(exhibitor) ?? [];
}
