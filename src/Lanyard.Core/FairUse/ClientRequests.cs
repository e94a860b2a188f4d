namespace Lanyard.Core.FairUse;

/// <summary>The last requests of one API client.</summary>
internal sealed class ClientRequests
{
    private readonly Lock _sync = new();
    private readonly Queue<ClientRequest> _before = [];
    private ClientRequest? _last;
    private DateTimeOffset _lastAt;
    private int _repeated;
    private int _size;

    /// <returns>How much more memory is taken.</returns>
    public int Add(ClientRequest request)
    {
        lock (_sync)
        {
            var before = _size;
            if (_last is { } last && request.Repeats(last))
            {
                _size += request.Size - last.Size;
                _last = request with { Since = last.Since, Times = last.Times + _repeated + 1 };
            }
            else
            {
                if (_last is not null)
                    _before.Enqueue(Last(_last));
                if (_before.Count == RequestHistory.MostOfClient)
                    _size -= _before.Dequeue().Size;
                _size += request.Size;
                _last = request;
            }
            (_lastAt, _repeated) = (request.At, 0);
            return _size - before;
        }
    }

    /// <summary>Counts one more like the last, if that was a list in which nothing was new. Takes no memory.</summary>
    public bool TryRepeatPoll(string path, DateTimeOffset now)
    {
        lock (_sync)
        {
            if (_last is not { Rows: 0, Status: 200 } last || last.Path != path)
                return false;
            _repeated++;
            _lastAt = now;
            return true;
        }
    }

    /// <summary>Forgets the oldest ones until they take no more than this, but never the last.</summary>
    /// <returns>How much less memory is taken.</returns>
    public int Trim(long most)
    {
        lock (_sync)
        {
            var before = _size;
            while (_size > most && _before.TryDequeue(out var oldest))
                _size -= oldest.Size;
            return before - _size;
        }
    }

    /// <summary>The last one first.</summary>
    public List<ClientRequest> List()
    {
        lock (_sync)
        {
            var all = _before.ToList();
            if (_last is not null)
                all.Add(Last(_last));
            all.Reverse();
            return all;
        }
    }

    private ClientRequest Last(ClientRequest last) => last with { At = _lastAt, Times = last.Times + _repeated };
}
