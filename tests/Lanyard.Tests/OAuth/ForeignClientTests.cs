using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Duende.IdentityModel.Client;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.OAuth;

/// <summary>Clients that others wrote get a token and list connections (tests/foreign-clients).</summary>
public sealed class ForeignClientTests
{
    [Theory]
    [InlineData("node", "node/openid-client.js", "/connect/oauth2/token")]
    [InlineData("node", "node/simple-oauth2.js", "/connect/oauth2/token")]
    [InlineData("node", "node/badgateway-oauth2-client.js", "/oauth2/token")]
    [InlineData("/usr/bin/python3", "python/requests_oauthlib_client.py", "/connect/oauth2/token")]
    [InlineData("/usr/bin/python3", "python/authlib_client.py", "/oauth2/token")]
    public async Task A_client_of_others_gets_a_token_and_lists_connections(string program, string script, string path)
    {
        await using var server = await TestServer.StartShowAsync();
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        client.Dispose();
        var start = new ProcessStartInfo(program, System.IO.Path.Combine(Folder(), script)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BASE_URL"] = server.Http.BaseAddress!.ToString().TrimEnd('/');
        start.Environment["CLIENT_ID"] = id;
        start.Environment["CLIENT_SECRET"] = secret;
        start.Environment["TOKEN_PATH"] = path;
        start.Environment["PYENV_VERSION"] = "system";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal(0, JsonDocument.Parse(await output).RootElement.GetProperty("leads").GetInt32());
    }

    [Theory]
    [InlineData("/oauth2/token")]
    public async Task Duende_IdentityModel_gets_a_token(string path)
    {
        await using var server = await TestServer.StartShowAsync();
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        client.Dispose();
        using var request = new ClientCredentialsTokenRequest { Address = path, ClientId = id, ClientSecret = secret };
        var response = await server.Http.RequestClientCredentialsTokenAsync(request);
        Assert.False(response.IsError, response.Error);
        Assert.Equal(3600, response.ExpiresIn);
    }

    private static string Folder([CallerFilePath] string file = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "../../foreign-clients"));
}
