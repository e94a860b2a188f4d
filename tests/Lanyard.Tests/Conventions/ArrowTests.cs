using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lanyard.Tests.Conventions;

/// <summary>The arrows of src/readme.md: what a project and a part of the server may use.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["Lanyard.Client"] = [],
        ["Lanyard.Core"] = [],
        ["Lanyard.Data.Sqlite"] = ["Lanyard.Core"],
        ["Lanyard.Data.Postgres"] = ["Lanyard.Core"],
        ["Lanyard.Badges"] = ["Lanyard.Core"],
        ["Lanyard.Server"] =
        [
            "Lanyard.Badges",
            "Lanyard.Client",
            "Lanyard.Core",
            "Lanyard.Data.Sqlite",
            "Lanyard.Data.Postgres",
            "Lanyard.Sync",
        ],
        ["Lanyard.Sync"] = ["Lanyard.Client"],
        ["Lanyard.Cli"] = ["Lanyard.Client", "Lanyard.Sync"],
    };

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["Lanyard.Client"] = "^$",
        ["Lanyard.Core"] =
            @"^(Microsoft\.EntityFrameworkCore\.Relational|BitFaster\.Caching|Microsoft\.Extensions\..*\.Abstractions"
            + @"|ExcelDataReader|Sylvan\.Data\.Csv|libphonenumber-csharp)$",
        ["Lanyard.Data.Sqlite"] = @"^Microsoft\.EntityFrameworkCore\.Sqlite$",
        ["Lanyard.Data.Postgres"] = @"^Npgsql(\.EntityFrameworkCore\.PostgreSQL)?$",
    };

    private static readonly string[] Parts = ["Api", "OAuth", "Web", "Scan"];

    [Fact]
    public void Projects_use_only_what_the_arrows_allow()
    {
        foreach (var file in Directory.GetFiles(Source(), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.True(Projects.TryGetValue(name, out var allowed), $"{name} is not in the list of projects");
            var project = XDocument.Load(file);
            foreach (
                var used in Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))
            )
                Assert.True(allowed.Contains(used, StringComparer.Ordinal), $"{name} may not use {used}");
            foreach (var package in Includes(project, "PackageReference"))
            {
                Assert.True(
                    !Packages.TryGetValue(name, out var pattern)
                        || Regex.IsMatch(package, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
                    $"{name} may not use the package {package}"
                );
            }
        }
    }

    [Fact]
    public void Parts_of_the_server_do_not_use_each_other()
    {
        var server = Path.Combine(Source(), "Lanyard.Server");
        foreach (var part in Parts.Where(part => Directory.Exists(Path.Combine(server, part))))
        {
            var others = string.Join('|', Parts.Append("Demo").Where(other => other != part));
            var use = new Regex(
                $@"Lanyard\.Server\.({others})\b|(?<![\w.""])({others})\.[A-Z]",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            );
            foreach (var file in Directory.GetFiles(Path.Combine(server, part), "*.cs", SearchOption.AllDirectories))
            {
                var found = use.Match(File.ReadAllText(file));
                Assert.False(
                    found.Success,
                    $"{Path.GetRelativePath(server, file)} uses {found.Value}; {part} may use Core and Hosting"
                );
            }
        }
    }

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project
            .Descendants(element)
            .Where(e => (string?)e.Attribute("PrivateAssets") != "all")
            .Select(e => (string)e.Attribute("Include")!);

    private static string Source([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../src"));
}
