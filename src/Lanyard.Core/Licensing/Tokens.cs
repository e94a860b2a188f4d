using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Lanyard.Core.Data;

namespace Lanyard.Core.Licensing;

/// <summary>Whose token it is.</summary>
/// <param name="IsLive">It has not expired.</param>
public sealed record FoundToken(AccessToken Token, ClientState Client, bool IsLive);

/// <summary>
/// Access tokens: opaque, 256 random bits, valid for an hour that is not extended by use, several live ones a client.
/// The store keeps only their SHA-256, beside the end of their validity, with which their text begins.
/// </summary>
public sealed class Tokens
{
    /// <summary>The guide's validity.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3600);

    private const int SecretLength = 43;

    // About 3 MB. Whoever signs in for every request does not fill the memory: what is forgotten is read again.
    private const int MostRemembered = 10_000;

    private readonly IStore _store;
    private readonly ClientDirectory _clients;
    private readonly TimeProvider _time;
    private ConcurrentDictionary<string, AccessToken> _live = new(StringComparer.Ordinal);
    private int _remembered;

    public Tokens(IStore store, ClientDirectory clients, TimeProvider time)
    {
        (_store, _clients, _time) = (store, clients, time);
        // Another node may have ended one of them.
        store.ClientsChanged += Forget;
    }

    /// <summary>A new token for the client; on disk before it is returned.</summary>
    public async ValueTask<string> IssueAsync(ClientState client)
    {
        var end = UnixMicroseconds.From(_time.GetUtcNow() + Lifetime);
        var text = ShortId.Format(end) + NewText();
        var token = new AccessToken { ExpiresAt = UnixMicroseconds.ToTime(end), Hash = HashOf(text), ClientId = client.ClientId };
        await _store.AddTokenAsync(token);
        Remember(_live, text, token);
        return text;
    }

    /// <summary>A token that is live or has expired lately; null for one that is unknown, revoked or whose client is.</summary>
    public async ValueTask<FoundToken?> FindAsync(string text, CancellationToken cancellation)
    {
        // Taken before reading: what is read while a token ends lands in the dictionary that is thrown away.
        var live = _live;
        if (!live.TryGetValue(text, out var token))
        {
            token = TryReadEnd(text, out var end) ? await _store.FindTokenAsync(end, HashOf(text), cancellation) : null;
            if (token is null)
                return null;
            Remember(live, text, token);
        }
        return await _clients.FindAsync(token.ClientId, cancellation) is { } client
            ? new(token, client, token.ExpiresAt > _time.GetUtcNow())
            : null;
    }

    /// <summary>The client of a live token, without a task, when both are in memory, as they are for all but the first request.</summary>
    public bool TryFind(ReadOnlySpan<char> text, [NotNullWhen(true)] out ClientState? client)
    {
        client = null;
        return _live.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var token) && token.ExpiresAt > _time.GetUtcNow()
            && _clients.TryFind(token.ClientId, out client);
    }

    /// <summary>Ends a token at once (RFC 7009).</summary>
    public async Task RevokeAsync(string text, CancellationToken cancellation)
    {
        if (TryReadEnd(text, out var end))
            await _store.RemoveTokenAsync(end, HashOf(text), cancellation);
        _live.TryRemove(text, out _);
    }

    /// <summary>Forgets tokens that have expired, here and in the store.</summary>
    public Task RemoveExpiredAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        foreach (var (text, token) in _live)
        {
            if (token.ExpiresAt <= now)
                _live.TryRemove(text, out _);
        }
        return _store.RemoveExpiredTokensAsync(now, cancellation);
    }

    private void Remember(ConcurrentDictionary<string, AccessToken> live, string text, AccessToken token)
    {
        live[text] = token;
        if (Interlocked.Increment(ref _remembered) >= MostRemembered)
            Forget();
    }

    private void Forget()
    {
        _remembered = 0;
        _live = new(StringComparer.Ordinal);
    }

    /// <summary>256 random bits in characters that need no encoding in a form or a header.</summary>
    public static string NewText() =>
        RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", SecretLength);

    // Anybody may send anything: an end that no time can express is that of no token.
    private static bool TryReadEnd(string text, out DateTimeOffset end)
    {
        end = default;
        if (text.Length != ShortId.Length + SecretLength || !ShortId.TryParse(text.AsSpan(0, ShortId.Length), out var microseconds)
            || microseconds < 0 || microseconds > UnixMicroseconds.From(DateTimeOffset.MaxValue))
            return false;
        end = UnixMicroseconds.ToTime(microseconds);
        return true;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
