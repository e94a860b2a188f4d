namespace Lanyard.Core.Demo;

/// <summary>The words of a language. A last name with a slash has a form for men and one for women.</summary>
internal sealed class DemoNames
{
    public static IReadOnlyDictionary<string, DemoNames> ByLanguage { get; } = DemoWords.All.ToDictionary(
        words => words.Language, words => new DemoNames(words), StringComparer.Ordinal);

    private DemoNames(DemoWords words)
    {
        (Men, Women, Last) = (words.Men.Split(' '), words.Women.Split(' '), words.Last.Split(' '));
        Titles = words.Titles.Split('|');
        Prefixes = words.Prefixes.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Streets = words.Streets.Split('|');
        Companies = words.Companies.Split('|').Select(company => company.Split(':')).ToArray();
        Departments = words.Departments.Split('|');
        Jobs = words.Jobs.Split('|');
        Goals = words.Goals.Split('|');
    }

    public string[] Men { get; }
    public string[] Women { get; }
    public string[] Last { get; }
    public string[] Titles { get; }
    public string[] Prefixes { get; }
    public string[] Streets { get; }
    public string[][] Companies { get; }
    public string[] Departments { get; }
    public string[] Jobs { get; }
    public string[] Goals { get; }
}
