using System.Collections;
using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lanyard.Server.Api.Description;
using Lanyard.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_committed_document_is_the_one_that_the_server_serves()
    {
        await using var server = await StartAsync();
        var served = await server.Http.GetStringAsync("/openapi/v1.json");
        Assert.Equal(await CommittedAsync(), served.ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_its_parameters_and_problem_details()
    {
        using var document = JsonDocument.Parse(await CommittedAsync());
        var operations = document
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(method => (Path: path.Name, Operation: method.Value))
            )
            .ToList();
        Assert.All(
            operations,
            o =>
            {
                Assert.NotEqual("", o.Operation.GetProperty("summary").GetString());
                var inPath = o.Operation.TryGetProperty("parameters", out var parameters)
                    ? parameters
                        .EnumerateArray()
                        .Where(p => p.GetProperty("in").GetString() == "path")
                        .Select(p => p.GetProperty("name").GetString()!)
                    : [];
                Assert.Equal(o.Path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}')), inPath);
                Assert.NotEqual(0, o.Operation.GetProperty("security").GetArrayLength());
                foreach (
                    var response in o.Operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '4')
                )
                {
                    var type = o.Path.Contains("oauth2", StringComparison.Ordinal)
                        ? "application/json"
                        : "application/problem+json";
                    Assert.Equal(type, Assert.Single(response.Value.GetProperty("content").EnumerateObject()).Name);
                }
            }
        );
        var names = operations.ConvertAll(o => o.Operation.GetProperty("operationId").GetString());
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(Examples.All, example => Assert.Contains(example.OperationId, names));
    }

    [Fact]
    public async Task The_example_of_the_record_has_the_fields_of_a_record_that_the_server_sends()
    {
        await using var server = await StartShowAsync();
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await server.RegisterAsync("R1", "badge-1", "Doe");
        var sent = await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1" }));
        using var example = JsonDocument.Parse(Examples.Connection);
        Assert.Equal(Fields(sent), Fields(example.RootElement));
        Assert.Equal(Fields(sent.GetProperty("contact")), Fields(example.RootElement.GetProperty("contact")));
        Assert.Equal(
            Fields(sent.GetProperty("contact").GetProperty("address")),
            Fields(example.RootElement.GetProperty("contact").GetProperty("address"))
        );
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_another_host_and_the_type_of_a_problem_can_be_read()
    {
        await using var server = await StartAsync();
        using var page = await server.Http.GetAsync("/docs/");
        Assert.Equal(200, (int)page.StatusCode);
        Assert.StartsWith(
            "default-src 'self';",
            page.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("://", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unknown = await server.Http.GetAsync("/nowhere");
        var type = (await ReadAsync(unknown)).GetProperty("type").GetString()!;
        Assert.Contains("## not_found", await server.Http.GetStringAsync(type), StringComparison.Ordinal);
    }

    /// <summary>NSwag writes the client, Roslyn compiles it, and it is called as a program would call it.</summary>
    [Fact]
    public async Task A_client_generated_from_the_document_compiles_and_lists_connections()
    {
        await using var server = await StartShowAsync();
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await server.RegisterAsync("R1", "badge-1", "Doe");
        await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1" }));

        var document = await OpenApiDocument.FromJsonAsync(await CommittedAsync());
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "LeadsClient",
            UseBaseUrl = false,
            InjectHttpClient = true,
        };
        settings.CSharpGeneratorSettings.Namespace = "Generated";
        settings.CSharpGeneratorSettings.JsonLibrary = NJsonSchema
            .CodeGeneration
            .CSharp
            .CSharpJsonLibrary
            .SystemTextJson;
        var type = Compile(new CSharpClientGenerator(document, settings).GenerateFile())
            .GetType("Generated.LeadsClient", throwOnError: true)!;

        var generated = Activator.CreateInstance(type, client)!;
        var list = type.GetMethod("ListConnectionsAsync", [typeof(long?), typeof(CancellationToken)])!;
        var task = (Task)list.Invoke(generated, [0L, CancellationToken.None])!;
        await task;
        var connections = ((IEnumerable)Read(task, "Result")!).Cast<object>().ToList();
        Assert.Equal("Doe", Read(Read(Assert.Single(connections), "Contact")!, "LastName"));
        Assert.Equal("completed", Read(connections[0], "State"));
    }

    private static Assembly Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "generated",
            [CSharpSyntaxTree.ParseText(source)],
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Disable
            )
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(
            result.Success,
            string.Join('\n', result.Diagnostics.Where(d => d.Severity is DiagnosticSeverity.Error).Take(5))
        );
        return Assembly.Load(image.ToArray());
    }

    private static object? Read(object from, string property) => from.GetType().GetProperty(property)!.GetValue(from);

    private static IEnumerable<string> Fields(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static async Task<string> CommittedAsync([CallerFilePath] string file = "") =>
        (
            await File.ReadAllTextAsync(
                Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/api/openapi.json"))
            )
        )
            .ReplaceLineEndings("\n")
            .TrimEnd();
}
