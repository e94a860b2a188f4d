using System.Globalization;
using Lanyard.Client;

namespace Lanyard.Sync.Tests.Support;

/// <summary>Leads to be synced.</summary>
internal static class TestLeads
{
    private static readonly DateTimeOffset Opening = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    /// <summary>13 characters, as the guide's ids.</summary>
    public static string Id(int number) => "364e2t" + number.ToString("D7", CultureInfo.InvariantCulture);

    public static Connection Completed(int number, string change = "") => new()
    {
        Id = Id(number),
        Revision = 1,
        State = "completed",
        Source = "barcode",
        ScanInfo = number % 2 == 0 ? "Eva" : "",
        Time = Opening.AddSeconds(number),
        Contact = new Contact
        {
            FirstName = "Zoë",
            LastNamePrefix = number % 3 == 0 ? "van de" : null,
            LastName = $"Müller-{number}{change}",
            Company = $"Acme {number} \"Söhne\", \n& Co; =1+1",
            Email = $"lead{number}{change}@example.com",
            Phone1 = "+44 208 123456",
            JobFunction = "Einkäuferin",
            Address = new Address { Street = "Business Park", HouseNumber = "12", HouseNumberSuffix = "a",
                City = "Elstree", PostalCode = "WD2 3AB", Country = "GB" },
        },
        ExhibitorQuestions =
        [
            new Question { Id = "1zbiwx0v7", Name = "Lead rating", Type = "radio",
                Answers = [new Answer { Id = "a1", Name = "Medium", Type = "label" }] },
        ],
        ProfileQuestions =
        [
            new Question { Id = "1z8s4wm0y", Name = "What is your seniority level?", Type = "radio",
                Answers = [new Answer { Id = "d1", Name = "Director", Type = "label" }] },
        ],
        Notes = number % 5 == 0
            ? [new Note { Id = $"n{number}", Type = "memo", Text = $"Wants a quote\nfor {number}", ScanInfo = "Eva",
                Time = Opening }]
            : [],
    };

    /// <summary>The same connection when its data may not be seen: <c>noAccess</c> or <c>noLicense</c>.</summary>
    public static Connection Withdrawn(Connection lead, string state) => lead with
    {
        State = state,
        Contact = new Contact { Address = new Address() },
        ExhibitorQuestions = [],
        ProfileQuestions = [],
        Notes = [],
    };
}
