using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Lanyard.Core.Data;

namespace Lanyard.Core.Licensing;

/// <summary>
/// Access tokens: opaque, 256 random bits, valid for an hour that is not extended by use, several live ones a client.
/// Only their SHA-256 is kept, in the store and in memory.
/// </summary>
public sealed class Tokens
{
    /// <summary>The guide's validity.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3600);

    // About 10 MB. Whoever signs in for every request does not fill the memory: what is forgotten is read again.
    private const int MostRemembered = 50_000;

    private readonly IStore _store;
    private readonly ClientDirectory _clients;
    private readonly TimeProvider _time;
    private ConcurrentDictionary<Hash, AccessToken> _live = new();
    private int _remembered;

    public Tokens(IStore store, ClientDirectory clients, TimeProvider time)
    {
        (_store, _clients, _time) = (store, clients, time);
        // Another node may have ended one of them.
        store.ClientsChanged += () => _live = new();
    }

    /// <summary>A new token for the client; on disk before it is returned.</summary>
    public async ValueTask<string> IssueAsync(ClientState client)
    {
        var text = NewText();
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(text));
        var token = new AccessToken { Hash = hash, ClientId = client.ClientId, ExpiresAt = _time.GetUtcNow() + Lifetime };
        await _store.AddTokenAsync(hash, token.ClientId, token.ExpiresAt);
        Remember(_live, new(hash), token);
        return text;
    }

    /// <summary>The client of a live token; null for a token that is unknown, expired, revoked or whose client is.</summary>
    public async ValueTask<(AccessToken Token, ClientState Client)?> FindAsync(string text, CancellationToken cancellation)
    {
        Hash key = new(text);
        // Taken before reading: what is read while a token ends lands in the dictionary that is thrown away.
        var live = _live;
        if (!live.TryGetValue(key, out var token))
        {
            token = await _store.FindTokenAsync(key.ToBytes(), cancellation);
            if (token is null)
                return null;
            Remember(live, key, token);
        }
        if (token.ExpiresAt <= _time.GetUtcNow())
        {
            live.TryRemove(key, out _);
            return null;
        }
        return await _clients.FindAsync(token.ClientId, cancellation) is { } client ? (token, client) : null;
    }

    /// <summary>The client of a live token, without a task, when both are in memory, as they are for all but the first request.</summary>
    public bool TryFind(ReadOnlySpan<char> text, [NotNullWhen(true)] out ClientState? client)
    {
        client = null;
        return _live.TryGetValue(new(text), out var token) && token.ExpiresAt > _time.GetUtcNow()
            && _clients.TryFind(token.ClientId, out client);
    }

    /// <summary>Ends a token at once (RFC 7009).</summary>
    public async Task RevokeAsync(AccessToken token, CancellationToken cancellation)
    {
        await _store.RemoveTokenAsync(token.Hash, cancellation);
        _live.TryRemove(new(token.Hash), out _);
    }

    /// <summary>Forgets tokens that have expired, here and in the store.</summary>
    public Task RemoveExpiredAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        foreach (var (hash, token) in _live)
        {
            if (token.ExpiresAt <= now)
                _live.TryRemove(hash, out _);
        }
        return _store.RemoveExpiredTokensAsync(now, cancellation);
    }

    private void Remember(ConcurrentDictionary<Hash, AccessToken> live, Hash key, AccessToken token)
    {
        live[key] = token;
        if (Interlocked.Increment(ref _remembered) < MostRemembered)
            return;
        _remembered = 0;
        _live = new();
    }

    /// <summary>256 random bits in characters that need no encoding in a form or a header.</summary>
    public static string NewText() => RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43);

    /// <summary>A SHA-256 as a key that is compared by value.</summary>
    private readonly record struct Hash(UInt128 High, UInt128 Low)
    {
        public Hash(ReadOnlySpan<byte> bytes)
            : this(BitConverter.ToUInt128(bytes), BitConverter.ToUInt128(bytes[16..]))
        {
        }

        public Hash(ReadOnlySpan<char> text)
            : this(Sha256(text, stackalloc byte[SHA256.HashSizeInBytes]))
        {
        }

        public byte[] ToBytes()
        {
            var bytes = new byte[SHA256.HashSizeInBytes];
            BitConverter.TryWriteBytes(bytes, High);
            BitConverter.TryWriteBytes(bytes.AsSpan(16), Low);
            return bytes;
        }

        private static Span<byte> Sha256(ReadOnlySpan<char> text, Span<byte> hash)
        {
            Span<byte> bytes = stackalloc byte[512];
            var length = text.Length <= 128 ? Encoding.UTF8.GetBytes(text, bytes) : 0;
            SHA256.HashData(bytes[..length], hash);
            return hash;
        }
    }
}
