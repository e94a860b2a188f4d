using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Lanyard.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>
/// One-time codes of an app (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits), a step early or late. Own code, because the
/// framework's takes a code again and again for two and a half minutes.
/// </summary>
internal sealed class OneTimeCodes(AccountStore store, TimeProvider time) : IUserTwoFactorTokenProvider<Account>
{
    public const string Name = "Codes";

    private const int Seconds = 30;
    private const int Tolerance = 1;

    public Task<string> GenerateAsync(string purpose, UserManager<Account> manager, Account user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Account> manager, Account user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { } key && await MatchAsync(key, token, user);

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Account> manager, Account user) =>
        !string.IsNullOrEmpty(await manager.GetAuthenticatorKeyAsync(user));

    /// <summary>The code of a moment.</summary>
    /// <param name="key">The seed, in base 32.</param>
    public static string CodeAt(string key, DateTimeOffset moment) => Code(Base32.Read(key), moment.ToUnixTimeSeconds() / Seconds);

    private async Task<bool> MatchAsync(string key, string token, Account user)
    {
        var secret = Base32.Read(key);
        var now = time.GetUtcNow().ToUnixTimeSeconds() / Seconds;
        for (var step = now - Tolerance; step <= now + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.UTF8.GetBytes(Code(secret, step)), System.Text.Encoding.UTF8.GetBytes(token)))
                return await store.TryUseStepAsync(user, step, default);
        }
        return false;
    }

    private static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // The algorithm that apps know.
#pragma warning disable CA5350
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}

/// <summary>RFC 4648 base 32, as the framework writes seeds.</summary>
internal static class Base32
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] Read(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (bits, count) = (0, 0);
        foreach (var digit in text.TrimEnd('='))
        {
            bits = (bits << 5) | Digits.IndexOf(char.ToUpperInvariant(digit), StringComparison.Ordinal);
            count += 5;
            if (count < 8)
                continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
            bits &= (1 << count) - 1;
        }
        return [.. bytes];
    }
}
