using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lanyard.Core.Data;

namespace Lanyard.Core.Connections;

/// <summary>
/// Registrants' contents seen lately, bounded in bytes, because a show has from a hundred to a million registrants and
/// the server one memory. A hand goes round and drops what was not asked for since it came by last (the clock
/// algorithm).
/// </summary>
internal sealed class RegistrantCache(long mostBytes)
{
    // An array, two objects, the dictionary's node and the places in its table and on the clock.
    private const int BytesBeside = 200;

    // Many visitors answer alike: their answers are kept once.
    private const int MostShared = 16_384;
    private const int LongestShared = 2_048;

    // When all is full, one of so many: whoever is asked for often gets in soon, and a walk through a whole show does
    // not make garbage of everything that was here.
    private const int AdmittedOf = 8;

    private readonly ConcurrentDictionary<RegistrantKey, Entry> _entries = new();
    private readonly Dictionary<UInt128, byte[]> _shared = [];
    private readonly Lock _writing = new();
    private readonly List<Entry> _clock = [];
    private long _bytes;
    private int _hand;
    private int _asked;

    public bool TryGet(RegistrantKey key, int version, out RegistrantContent? content)
    {
        if (_entries.TryGetValue(key, out var entry) && entry.Content.Version >= version)
        {
            // Written only when it differs: readers on other cores keep their copy of the line.
            if (!entry.WasUsed)
                entry.WasUsed = true;
            content = entry.Content;
            return true;
        }
        content = null;
        return false;
    }

    /// <summary>
    /// Keeps the content, if there is room or it is its turn, unless a later version is there already.
    /// </summary>
    public void Add(RegistrantContent content)
    {
        lock (_writing)
        {
            if (_entries.TryGetValue(content.Key, out var known))
            {
                if (known.Content.Version <= content.Version)
                    Replace(known, content);
                return;
            }
            var isFull = _bytes + content.Contact.Length + BytesBeside > mostBytes;
            if (isFull && ++_asked % AdmittedOf != 0)
                return;
            var entry = new Entry(Share(content, out var size), size);
            _bytes += size;
            while (_bytes > mostBytes && _clock.Count > 0)
                Drop();
            _clock.Add(entry);
            _entries[content.Key] = entry;
        }
    }

    private void Replace(Entry entry, RegistrantContent content)
    {
        _bytes -= entry.Size;
        (entry.Content, entry.Size) = (Share(content, out var size), size);
        _bytes += size;
    }

    private void Drop()
    {
        while (true)
        {
            _hand = (_hand + 1) % _clock.Count;
            var entry = _clock[_hand];
            if (entry.WasUsed)
            {
                entry.WasUsed = false;
                continue;
            }
            _clock[_hand] = _clock[^1];
            _clock.RemoveAt(_clock.Count - 1);
            _entries.TryRemove(entry.Content.Key, out _);
            _bytes -= entry.Size;
            return;
        }
    }

    private RegistrantContent Share(RegistrantContent content, out int size)
    {
        var answers = content.ProfileQuestions;
        size = content.Contact.Length + BytesBeside;
        var hash = BitConverter.ToUInt128(SHA256.HashData(answers));
        if (_shared.TryGetValue(hash, out var same))
            return content with { ProfileQuestions = same };
        if (_shared.Count < MostShared && answers.Length <= LongestShared)
        {
            _shared[hash] = answers;
            _bytes += answers.Length + BytesBeside;
        }
        else
        {
            size += answers.Length;
        }
        return content;
    }

    private sealed class Entry(RegistrantContent content, int size)
    {
        public RegistrantContent Content { get; set; } = content;

        public int Size { get; set; } = size;

        public bool WasUsed { get; set; }
    }
}
