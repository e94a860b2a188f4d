using System.Text.Json.Nodes;

namespace Lanyard.Server.Api.Description;

/// <summary>An example of a body: of the request, or of the answer with a status.</summary>
internal sealed record Example(
    string OperationId,
    string? Status,
    string ContentType,
    string Name,
    string Summary,
    JsonNode Value
);

/// <summary>The guide's examples, as far as they are valid JSON, and a few of our own where it is silent.</summary>
internal static class Examples
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Problem = "application/problem+json";

    public const string Connection = """
        {
          "contact": {
            "address": {
              "address": "Business Park",
              "city": "Elstree",
              "country": "GB",
              "houseNumber": "123",
              "houseNumberSuffix": "a",
              "postalCode": "WD2 3AB",
              "state": "Hertfordshire"
            },
            "cocNumber": "CoC1234567890123",
            "company": "Visit by GES",
            "department": "Training",
            "email": "jdoe@acme.com",
            "fax": "+44 208 123456",
            "firstInitials": "R",
            "firstName": "John",
            "gender": "male",
            "jobFunction": "Software Support",
            "lastName": "Doe",
            "lastNamePrefix": "Van de",
            "phone1": "+44 208 123456",
            "phone2": "+44 208 123456",
            "pictureUrl": "https://leads.example.com/pictures/91767839-46a3-4ed9-b656-260276d0bcbd",
            "suffix": "esq",
            "title": "Mr.",
            "vatNumber": "GB999 9999 73",
            "website": "www.acme.com"
          },
          "exhibitorQuestions": [
            {
              "answers": [ { "id": "1zbiwx0v70000", "name": "Medium", "type": "label" } ],
              "id": "1zbiwx0v70001",
              "name": "Lead rating",
              "type": "radio"
            }
          ],
          "id": "364e2tkmeyp9t",
          "notes": [
            {
              "id": "1zbixfodg0000",
              "scanInfo": "Ab",
              "text": "This is a text note",
              "time": "2023-11-30T13:57:31Z",
              "type": "memo"
            },
            {
              "file": "https://leads.example.com/files/364e2tkmeyp9t/1zbixfodp0000",
              "fileURL": "https://leads.example.com/files/364e2tkmeyp9t/1zbixfodp0000",
              "id": "1zbixfodp0000",
              "scanInfo": "Ab",
              "time": "2023-11-30T13:58:03Z",
              "type": "image"
            },
            {
              "file": "https://leads.example.com/files/364e2tkmeyp9t/1zbixfodu0000",
              "fileURL": "https://leads.example.com/files/364e2tkmeyp9t/1zbixfodu0000",
              "id": "1zbixfodu0000",
              "scanInfo": "Ab",
              "time": "2023-11-30T13:58:38Z",
              "type": "audio"
            }
          ],
          "profileQuestions": [
            {
              "answers": [ { "id": "1z8s4wm0y0000", "name": "Director", "type": "label" } ],
              "id": "1z8s4wm0y0001",
              "name": "What is your seniority level?",
              "type": "radio"
            }
          ],
          "revision": 10122537397,
          "scanInfo": "John Smith",
          "source": "barcode",
          "state": "completed",
          "time": "2023-08-24T11:33:54Z"
        }
        """;

    private const string Token =
        """{ "access_token": "Zk3vJ8mB1qXo7T5yR2cN9wL4hD6gS0aFpKuEiVxYtQM", "expires_in": "3600", "token_type": "Bearer" }""";

    private const string TokenWithNumber =
        """{ "access_token": "Zk3vJ8mB1qXo7T5yR2cN9wL4hD6gS0aFpKuEiVxYtQM", "expires_in": 3600, "token_type": "Bearer" }""";

    private const string Credentials =
        """{ "grant_type": "client_credentials", "client_id": "[your client ID]", "client_secret": "[your client secret]" }""";

    private const string Batch = """
        {
          "scans": [
            { "code": "y12abcdefghijklmnopq1GBSmithJ", "time": "2023-10-01T13:20:07Z" },
            { "code": "y12abcdefghijklmnopqrsTUVwxyz", "time": "2023-10-01T13:21:40Z" }
          ]
        }
        """;

    private const string BatchResult = $$"""
        {
          "results": [
            { "index": 0, "status": 200, "connection": {{Connection}} },
            {
              "index": 1,
              "status": 404,
              "error": {
                "type": "/docs/errors#unknown_code",
                "title": "The badge code is not known",
                "status": 404,
                "code": "unknown_code",
                "detail": "No badge has this code.",
                "traceId": "5b8c1f0a9d4e4c0fb6a1d7e3c2f98a10"
              }
            }
          ]
        }
        """;

    private const string UnknownCode = """
        {
          "type": "/docs/errors#unknown_code",
          "title": "The badge code is not known",
          "status": 404,
          "code": "unknown_code",
          "detail": "No badge has this code.",
          "traceId": "5b8c1f0a9d4e4c0fb6a1d7e3c2f98a10"
        }
        """;

    private const string Registrant = """
        {
          "key": "R-1001",
          "contact": { "firstName": "John", "lastName": "Doe", "email": "jdoe@acme.com", "address": { "country": "GB" } },
          "answers": [ { "question": "level", "options": ["director"] } ]
        }
        """;

    public static IReadOnlyList<Example> All { get; } =
    [
        new("GetToken", null, Json, "method1", "Method 1: everything in a JSON body", Read(Credentials)),
        new("GetToken", null, Form, "method2", "Method 2: everything in a form", Read(Credentials)),
        new(
            "GetToken",
            null,
            Form,
            "method3",
            "Method 3: the id and the secret in a Basic header",
            Read("""{ "grant_type": "client_credentials" }""")
        ),
        new("GetToken", "200", Json, "token", "A token for an hour", Read(Token)),
        new("GetTokenWithNumber", null, Form, "form", "Everything in a form", Read(Credentials)),
        new("GetTokenWithNumber", "200", Json, "token", "A token for an hour", Read(TokenWithNumber)),
        new("ListConnections", "200", Json, "page", "A page with one connection", Read($"[{Connection}]")),
        new("GetConnection", "200", Json, "connection", "A completed connection", Read(Connection)),
        new(
            "SubmitScan",
            null,
            Json,
            "now",
            "A scan that is submitted at once",
            Read("""{ "code": "y12abcdefghijklmnopqrsTUVwxyz" }""")
        ),
        new(
            "SubmitScan",
            null,
            Json,
            "earlier",
            "A scan with the time at which it was made",
            Read("""{ "code": "y12abcdefghijklmnopq1GBSmithJ", "time": "2023-10-01T13:20:07Z" }""")
        ),
        new("SubmitScan", "200", Json, "connection", "The connection of the scan", Read(Connection)),
        new("SubmitScan", "404", Problem, "unknown", "The code of no badge", Read(UnknownCode)),
        new("SubmitScans", null, Json, "batch", "Two scans of a device that was offline", Read(Batch)),
        new(
            "SubmitScans",
            "200",
            Json,
            "results",
            "One scan was taken, the other has an unknown code",
            Read(BatchResult)
        ),
        new("ImportRegistrants", null, Json, "array", "One registrant in an array", Read($"[{Registrant}]")),
        new(
            "ImportRegistrants",
            null,
            "application/x-ndjson",
            "lines",
            "A registrant a line",
            JsonValue.Create(
                "{\"key\":\"R-1001\",\"contact\":{\"lastName\":\"Doe\"}}\n{\"key\":\"R-1002\",\"contact\":{\"lastName\":\"Müller\"}}\n"
            )
        ),
        new("PutRegistrant", null, Json, "registrant", "A registrant with an answer", Read(Registrant)),
        new(
            "CreateEvent",
            null,
            Json,
            "event",
            "A show of three days",
            Read(
                """{ "name": "Harbour Expo", "startsOn": "2026-11-24", "endsOn": "2026-11-26", "timeZone": "Europe/Amsterdam" }"""
            )
        ),
        new(
            "PutProfileQuestion",
            null,
            Json,
            "question",
            "A question with one answer",
            Read(
                """
                {
                  "name": "What is your seniority level?",
                  "type": "radio",
                  "exposed": true,
                  "options": [ { "key": "director", "name": "Director" }, { "key": "manager", "name": "Manager" } ]
                }
                """
            )
        ),
        new("PutExhibitor", null, Json, "exhibitor", "An exhibitor", Read("""{ "name": "Northlight Optics" }""")),
        new("GrantLicense", null, Json, "api", "The Connections API", Read("""{ "kind": "api" }""")),
        new(
            "GrantLicense",
            null,
            Json,
            "scan",
            "Connect for five people",
            Read("""{ "kind": "scan", "seats": 5, "until": "2026-11-27T00:00:00Z" }""")
        ),
        new(
            "PrintBadges",
            null,
            Json,
            "unprinted",
            "Everyone whose badge was not printed yet, on sheets of labels",
            Read("""{ "layout": "a4-80x50", "onlyUnprinted": true, "orderBy": "company", "startAt": 3 }""")
        ),
        new("CreateApiClient", null, Json, "client", "A client for a CRM", Read("""{ "name": "CRM" }""")),
    ];

    private static JsonNode Read(string json) => JsonNode.Parse(json)!;
}
