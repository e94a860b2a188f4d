using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Lanyard.Core;

/// <summary>
/// What is derived from the installation's 32-byte master key: badge hashes, secret hashes, connection ids and the
/// encryption of stored badge codes. Whoever holds a copy of the database but not this key can read no badge code and
/// guess no id.
/// </summary>
public sealed class Keys
{
    public const int MasterKeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _badge;
    private readonly byte[] _secret;
    private readonly byte[] _connection;
    private readonly byte[] _protection;

    /// <param name="masterKey">32 bytes from a cryptographic source.</param>
    public Keys(ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length != MasterKeyLength)
            throw new ArgumentException($"The master key has {MasterKeyLength} bytes.", nameof(masterKey));
        _badge = Derive(masterKey, "badge");
        _secret = Derive(masterKey, "secret");
        _connection = Derive(masterKey, "connection");
        _protection = Derive(masterKey, "protection");
        Check = Derive(masterKey, "check");
    }

    /// <summary>A value that tells whether a store was made with this key, and nothing about the key.</summary>
    public byte[] Check { get; }

    /// <summary>The 16 bytes by which a badge code is looked up.</summary>
    public byte[] HashBadge(string code) => HMACSHA256.HashData(_badge, Encoding.UTF8.GetBytes(code))[..16];

    /// <summary>The 32 bytes that are kept of a client secret, a password-like thing of 256 random bits.</summary>
    public byte[] HashSecret(string secret) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(secret));

    /// <summary>Encrypts a badge code for storage, so that the badge can be printed later (AES-256-GCM).</summary>
    public byte[] Protect(string code)
    {
        var plain = Encoding.UTF8.GetBytes(code);
        var result = new byte[NonceLength + plain.Length + TagLength];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_protection, TagLength);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceLength, plain.Length), result.AsSpan(NonceLength + plain.Length));
        return result;
    }

    /// <exception cref="CryptographicException">The bytes were not made by <see cref="Protect"/> with this key.</exception>
    public string Unprotect(ReadOnlySpan<byte> stored)
    {
        var plain = new byte[stored.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_protection, TagLength);
        aes.Decrypt(stored[..NonceLength], stored.Slice(NonceLength, plain.Length), stored[^TagLength..], plain);
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>
    /// The public id of the connection with this row number: a keyed permutation (four Feistel rounds), so that ids look
    /// random and yet lead to the row without an index of their own.
    /// </summary>
    public long ConnectionId(long row) => Permute(row, 0, 1, 2, 3);

    /// <summary>The row number of the connection with this public id.</summary>
    public long ConnectionRow(long id)
    {
        var swapped = (long)BitOperations.RotateLeft((ulong)id, 32);
        return (long)BitOperations.RotateLeft((ulong)Permute(swapped, 3, 2, 1, 0), 32);
    }

    private long Permute(long value, params ReadOnlySpan<byte> rounds)
    {
        var left = (uint)((ulong)value >> 32);
        var right = (uint)value;
        Span<byte> input = stackalloc byte[5];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var round in rounds)
        {
            input[0] = round;
            BinaryPrimitives.WriteUInt32LittleEndian(input[1..], right);
            HMACSHA256.HashData(_connection, input, hash);
            (left, right) = (right, left ^ BinaryPrimitives.ReadUInt32LittleEndian(hash));
        }
        return (long)((ulong)left << 32 | right);
    }

    private static byte[] Derive(ReadOnlySpan<byte> masterKey, string purpose)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, [], Encoding.ASCII.GetBytes("lanyard " + purpose));
        return key;
    }
}
