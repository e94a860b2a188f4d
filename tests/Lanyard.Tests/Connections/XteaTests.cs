using System.Globalization;
using Lanyard.Core;

namespace Lanyard.Tests.Connections;

public sealed class XteaTests
{
    /// <summary>The vectors that other implementations are tested with.</summary>
    [Theory]
    [InlineData("00000000000000000000000000000000", "0000000000000000", "dee9d4d8f7131ed9")]
    [InlineData("00000000000000000000000000000000", "0102030405060708", "065c1b8975c6a816")]
    [InlineData("0123456712345678234567893456789A", "0000000000000000", "1ff9a0261ac64264")]
    [InlineData("0123456712345678234567893456789A", "0102030405060708", "8c67155b2ef91ead")]
    public void A_block_becomes_what_the_cipher_says_and_itself_again(string key, string plain, string encrypted)
    {
        var cipher = new Xtea(Convert.FromHexString(key));
        var block = ulong.Parse(plain, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var result = cipher.Encrypt(block);
        Assert.Equal(encrypted, result.ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(block, cipher.Decrypt(result));
    }

    [Fact]
    public void Rows_that_follow_each_other_have_ids_that_do_not()
    {
        var keys = new Keys(new byte[Keys.MasterKeyLength]);
        var ids = Enumerable.Range(1, 10_000).Select(row => keys.ConnectionId(row)).ToList();
        Assert.Equal(Enumerable.Range(1, 10_000).Select(row => (long)row), ids.Select(keys.ConnectionRow));
        // Half of 64 bits change from one to the next.
        var changed = ids.Zip(ids.Skip(1), (a, b) => long.PopCount(a ^ b)).Average();
        Assert.InRange(changed, 31.5, 32.5);
    }
}
