using System.Globalization;
using System.Text;

namespace Lanyard.Browser.Tests;

/// <summary>The export of a ticketing system: some tickets have a barcode, one row has a fault, and it is long enough to be watched.</summary>
internal static class RegistrantFile
{
    public const string Name = "people.csv";

    /// <summary>Whose badges are printed; nobody else works there.</summary>
    public const string Company = "Lantern Optics";

    private const int Others = 4_000;

    /// <summary>Barcodes of tickets, by the last name of who has one.</summary>
    public static IReadOnlyDictionary<string, string> Codes { get; } = new Dictionary<string, string>
    {
        ["Lovelace"] = "4006381333931", ["Hopper"] = "TICKET-7F3A9C", ["Dijkstra"] = "https://tickets.example/t/Zx9_q-41",
    };

    /// <summary>Those for whom a badge code has to be made.</summary>
    public static IReadOnlyList<string> WithoutCode { get; } = ["Liskov", "Noether", "Šafářová"];

    public static IEnumerable<string> LastNames => Codes.Keys.Concat(WithoutCode);

    public static int Rows => LastNames.Count() + Others;

    /// <summary>The address in Liskov's row is none.</summary>
    public static string Write()
    {
        var file = new StringBuilder("Id;First name;Last name;Company;E-mail;Barcode;What do you want to see?\r\n");
        foreach (var (i, name) in LastNames.Index())
        {
            var email = name == "Liskov" ? "no address" : $"person{i}@example.com";
            file.Append(CultureInfo.InvariantCulture, $"A-{i};Given;{name};{Company};{email};{Codes.GetValueOrDefault(name)};Lenses\r\n");
        }
        for (var i = 0; i < Others; i++)
            file.Append(CultureInfo.InvariantCulture, $"B-{i};Given;Family {i};Harbour Works;other{i}@example.com;;Software\r\n");
        return file.ToString();
    }
}
