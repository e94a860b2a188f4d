using Lanyard.Cli.Scan;
using Lanyard.Cli.Tests.Support;

namespace Lanyard.Cli.Tests.Scan;

public sealed class KeyDecoderTests
{
    private const string AllCharacters =
        "y12abcdefghijklmnopqrsTUVwxyzABCDEFGHIJKLMNOPQRSWXYZ 0123456789!@#$%^&*()_+-=[]{};:'\"`~\\|,.<>/?";

    [Fact]
    public void Every_character_of_a_US_keyboard_is_read_as_it_was_typed()
    {
        var codes = Decoder().Decode(InputBytes.Of(AllCharacters));

        Assert.Equal([AllCharacters], codes);
    }

    [Fact]
    public void Enter_the_keypads_Enter_and_Tab_each_end_a_code()
    {
        var bytes = new InputBytes().Type('a').Press(UsKeys.Enter).Type('b').Press(UsKeys.KeypadEnter).Type('c')
            .Press(UsKeys.Tab).Press(UsKeys.Enter).Type('d').Bytes;

        Assert.Equal(["a", "b", "c"], Decoder().Decode(bytes));
    }

    [Fact]
    public void Events_may_arrive_in_pieces_of_any_length()
    {
        var decoder = Decoder();
        List<string> codes = [];

        foreach (var piece in InputBytes.Of("Badge-1").Chunk(7))
            codes.AddRange(decoder.Decode(piece));

        Assert.Equal(["Badge-1"], codes);
    }

    [Fact]
    public void A_key_that_is_held_types_once_and_shift_lasts_until_it_is_released()
    {
        var bytes = new InputBytes().Hold(UsKeys.RightShift).Press(30).Press(48).Release(UsKeys.RightShift)
            .Hold(46).Repeat(46).Repeat(46).Release(46).Press(UsKeys.Enter).Bytes;

        Assert.Equal(["ABc"], Decoder().Decode(bytes));
    }

    [Fact]
    public void Keys_with_control_or_alt_type_nothing()
    {
        var bytes = new InputBytes().Type('a').Hold(UsKeys.LeftControl).Press(46).Release(UsKeys.LeftControl)
            .Hold(UsKeys.RightAlt).Press(30).Release(UsKeys.RightAlt).Type('b').Press(UsKeys.Enter).Bytes;

        Assert.Equal(["ab"], Decoder().Decode(bytes));
    }

    [Fact]
    public void A_code_of_which_the_kernel_dropped_keys_is_not_taken_but_told()
    {
        var lost = 0;
        var decoder = new KeyDecoder(() => lost++);
        var bytes = new InputBytes().Type('a').Event(0, 3, 0).Event(1, 48, 1).Event(0, 0, 0).Type('c')
            .Press(UsKeys.Enter).Type('d').Press(UsKeys.Enter).Bytes;

        Assert.Equal(["d"], decoder.Decode(bytes));
        Assert.Equal(1, lost);
    }

    private static KeyDecoder Decoder() => new(() => Assert.Fail("No key was dropped."));
}
