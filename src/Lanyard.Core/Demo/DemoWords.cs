namespace Lanyard.Core.Demo;

/// <summary>The words of a language as they are written down: names apart by spaces, phrases by bars, a company with
/// the name of its domain. The names are common ones, put together by chance; no list holds a person.</summary>
internal sealed record DemoWords(string Language)
{
    public required string Men { get; init; }
    public required string Women { get; init; }
    public required string Last { get; init; }
    public required string Titles { get; init; }
    public string Prefixes { get; init; } = "";
    public required string Streets { get; init; }
    public required string Companies { get; init; }
    public required string Departments { get; init; }
    public required string Jobs { get; init; }
    public required string Goals { get; init; }

    public static IEnumerable<DemoWords> All =>
        [.. DemoLatinWords.All, .. DemoMoreLatinWords.All, .. DemoOtherWords.All];
}
