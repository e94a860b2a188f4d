namespace Lanyard.Cli.Scan;

/// <summary>The keys of a US keyboard by their numbers in the kernel (linux/input-event-codes.h).</summary>
internal static class UsKeys
{
    public const int Tab = 15, Enter = 28, KeypadEnter = 96;
    public const int LeftShift = 42, RightShift = 54;
    public const int LeftControl = 29, RightControl = 97, LeftAlt = 56, RightAlt = 100;

    private static readonly Dictionary<int, (char Plain, char Shifted)> Characters = Create();

    public static bool IsShift(int key) => key is LeftShift or RightShift;

    public static bool IsOtherModifier(int key) => key is LeftControl or RightControl or LeftAlt or RightAlt;

    public static bool EndsCode(int key) => key is Enter or KeypadEnter or Tab;

    /// <summary>Null for a key that types nothing.</summary>
    public static char? CharacterOrNull(int key, bool shifted) =>
        Characters.TryGetValue(key, out var pair) ? shifted ? pair.Shifted : pair.Plain : null;

    private static Dictionary<int, (char, char)> Create()
    {
        var characters = new Dictionary<int, (char, char)>();
        AddRow(2, "1234567890-=", "!@#$%^&*()_+");
        AddRow(16, "qwertyuiop[]", "QWERTYUIOP{}");
        AddRow(30, "asdfghjkl;'`", "ASDFGHJKL:\"~");
        AddRow(43, "\\zxcvbnm,./", "|ZXCVBNM<>?");
        AddRow(55, "*", "*");
        AddRow(57, " ", " ");
        AddRow(71, "789-456+1230.", "789-456+1230.");
        AddRow(86, "\\", "|");
        AddRow(98, "/", "/");
        return characters;

        void AddRow(int first, string plain, string shifted)
        {
            for (var i = 0; i < plain.Length; i++)
                characters[first + i] = (plain[i], shifted[i]);
        }
    }
}
