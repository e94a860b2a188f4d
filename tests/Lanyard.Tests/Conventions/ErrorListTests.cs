using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Lanyard.Server.Hosting;

namespace Lanyard.Tests.Conventions;

public sealed class ErrorListTests
{
    [Fact]
    public void Every_code_stands_in_the_list_of_errors_and_every_listed_code_exists()
    {
        var listed = Regex.Matches(File.ReadAllText(ListPath()), "^## (?<code>[a-z_]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => m.Groups["code"].Value);
        Assert.Equal(Problems.Codes.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string ListPath([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/errors.md"));
}
