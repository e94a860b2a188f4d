using Lanyard.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>
/// Refuses the passwords that guessers try first, and those that are the person's own name or address. Nothing else is
/// asked of a password but its length.
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<Account>
{
    public const string Code = "CommonPassword";

    private static readonly HashSet<string> Known = Load();

    // What is put around a word, or in place of its letters, to satisfy rules.
    private const string Replaced = "013457@$!";
    private const string Letters = "oieastasi";
    private const int LongEnough = 15;

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password)
    {
        var text = (password ?? "").ToLowerInvariant();
        var isCommon = text.Distinct().Count() < 4 || IsSequence(text) || Known.Contains(text) || IsOwn(text, user)
            || (text.Length < LongEnough && IsWord(text));
        return Task.FromResult(isCommon
            ? IdentityResult.Failed(new IdentityError { Code = Code, Description = "It is one of the first that are guessed." })
            : IdentityResult.Success);
    }

    private static bool IsOwn(string text, Account user) =>
        ((string[])[user.Name, user.Email, user.Email.Split('@')[0]]).Any(own => string.Equals(own, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>A known word, or twice the same, with digits and signs around it or in place of letters.</summary>
    private static bool IsWord(string text)
    {
        var half = text[..(text.Length / 2)];
        var bare = text.Trim([.. text.Where(c => !char.IsLetter(c))]);
        return (bare.Length == 0 && text.Length <= 8) || Known.Contains(bare) || Known.Contains(Spelled(bare)) || Known.Contains(Spelled(text))
            || (text == half + half && (Known.Contains(half) || IsWord(half)));
    }

    private static bool IsSequence(string text) =>
        text.Zip(text.Skip(1)).All(pair => Math.Abs(pair.First - pair.Second) <= 1);

    private static string Spelled(string text) =>
        string.Concat(text.Select(c => Replaced.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Letters[at] : c));

    private static HashSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
    }
}
