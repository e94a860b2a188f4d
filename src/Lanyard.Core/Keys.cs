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
    private readonly Xtea _connection;
    private readonly byte[] _protection;
    private readonly byte[] _audit;
    private readonly byte[] _registration;

    /// <param name="masterKey">32 bytes from a cryptographic source.</param>
    public Keys(ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length != MasterKeyLength)
            throw new ArgumentException($"The master key has {MasterKeyLength} bytes.", nameof(masterKey));
        _badge = Derive(masterKey, "badge");
        _secret = Derive(masterKey, "secret");
        _connection = new(Derive(masterKey, "connection").AsSpan(0, 16));
        _protection = Derive(masterKey, "protection");
        _audit = Derive(masterKey, "audit");
        _registration = Derive(masterKey, "registration");
        Check = Derive(masterKey, "check");
    }

    /// <summary>A value that tells whether a store was made with this key, and nothing about the key.</summary>
    public byte[] Check { get; }

    /// <summary>The 16 bytes by which a badge code is looked up.</summary>
    public byte[] HashBadge(string code) => HMACSHA256.HashData(_badge, Encoding.UTF8.GetBytes(code))[..16];

    /// <summary>The 32 bytes that are kept of a client secret, a password-like thing of 256 random bits.</summary>
    public byte[] HashSecret(string secret) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(secret));

    /// <summary>The 32 bytes that link an entry of the audit log to the one before it.</summary>
    public byte[] HashAudit(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_audit, content);

    /// <summary>The 32 bytes by which a page of a registration form, its entries or an e-mail address is known again.</summary>
    public byte[] HashRegistration(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_registration, content);

    /// <summary>Encrypts a text for storage, such as a badge code that is printed later (AES-256-GCM).</summary>
    /// <param name="purpose">What the text is: it is read again only with the same purpose. Empty for a badge code.</param>
    public byte[] Protect(string text, string purpose = "")
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var result = new byte[NonceLength + plain.Length + TagLength];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_protection, TagLength);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceLength, plain.Length), result.AsSpan(NonceLength + plain.Length),
            Encoding.UTF8.GetBytes(purpose));
        return result;
    }

    /// <exception cref="CryptographicException">
    /// The bytes were not made by <see cref="Protect"/> with this key and purpose.
    /// </exception>
    public string Unprotect(ReadOnlySpan<byte> stored, string purpose = "")
    {
        var plain = new byte[stored.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_protection, TagLength);
        aes.Decrypt(stored[..NonceLength], stored.Slice(NonceLength, plain.Length), stored[^TagLength..], plain,
            Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>
    /// The public id of the connection with this row number: encrypted, so that ids look random and yet lead to the row
    /// without an index of their own.
    /// </summary>
    public long ConnectionId(long row) => (long)_connection.Encrypt((ulong)row);

    /// <summary>The row number of the connection with this public id.</summary>
    public long ConnectionRow(long id) => (long)_connection.Decrypt((ulong)id);

    private static byte[] Derive(ReadOnlySpan<byte> masterKey, string purpose)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, [], Encoding.ASCII.GetBytes("lanyard " + purpose));
        return key;
    }
}
