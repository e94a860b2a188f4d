using System.Globalization;
using System.Text.Json;
using Lanyard.Client.Http;
using Lanyard.Client.Json;

namespace Lanyard.Client;

/// <summary>
/// The Connections API of the guide: connections (leads) listed, followed and fetched, and scans submitted. One
/// instance is enough for a whole program and can be used from several threads. It gets its access token by itself,
/// keeps it and renews it; it tries again what may be tried again. Methods can be overridden in tests.
/// </summary>
public class ConnectionsClient
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly Uri _connections = null!;
    private readonly AuthorizedCalls _calls = null!;

    /// <summary>A client with the default options.</summary>
    /// <param name="server">
    /// The host, such as <c>https://api.example.com</c>; the guide's <c>/connect/oauth2/token</c> and
    /// <c>/connect/v1/connections</c> are below it. Over plain http anyone on the way can read the secret.
    /// </param>
    /// <param name="credential">The client id and secret that the organiser issued.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address.</exception>
    public ConnectionsClient(Uri server, ClientCredential credential)
        : this(server, credential, new ConnectionsClientOptions()) { }

    /// <summary>A client with options, which are copied.</summary>
    /// <param name="server">The host, such as <c>https://api.example.com</c>.</param>
    /// <param name="credential">The client id and secret that the organiser issued.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address.</exception>
    public ConnectionsClient(Uri server, ClientCredential credential, ConnectionsClientOptions options)
        : this(Requests.Shared, server, credential, options) { }

    /// <summary>
    /// A client that sends through an <see cref="HttpClient"/> of the caller's, such as one of IHttpClientFactory. The
    /// token is kept in this instance: register one, not one for each use. Its handler should not follow redirects,
    /// because a redirected request takes the client secret or a badge code along.
    /// </summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the server; it is not disposed of.</param>
    /// <param name="credential">The client id and secret that the organiser issued.</param>
    /// <param name="options">How it works; they are copied.</param>
    /// <exception cref="ArgumentException">There is no base address, or it is not http or https.</exception>
    public ConnectionsClient(HttpClient http, ClientCredential credential, ConnectionsClientOptions options)
        : this(
            http,
            http?.BaseAddress ?? throw new ArgumentException("The HttpClient needs a BaseAddress.", nameof(http)),
            credential,
            options) { }

    /// <summary>For tests that override methods; the others do not work.</summary>
    protected ConnectionsClient() { }

    private ConnectionsClient(
        HttpClient http, Uri server, ClientCredential credential, ConnectionsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(options);
        if (!server.IsAbsoluteUri || !IsHttp(server))
            throw new ArgumentException("The server must be an absolute http or https address.", nameof(server));
        var root = new Uri(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        _connections = new Uri(root, "connect/v1/connections");
        _calls = new AuthorizedCalls(http, root, credential, options.Copy());
    }

    /// <summary>
    /// The connections that were made or changed from a position on, until the end: all pages, one request after the
    /// other. To follow an exhibitor's leads, call it again later with the last page's
    /// <see cref="ConnectionPage.Next"/>.
    /// </summary>
    /// <param name="from"><see cref="Position.Start"/>, or where the last run ended.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The connections; <see cref="ConnectionChanges.AsPages"/> gives them with positions to save.</returns>
    public virtual ConnectionChanges GetChangesAsync(Position from, CancellationToken cancellationToken = default) =>
        new(this, from, cancellationToken);

    /// <summary>Up to 100 connections from a position on ("Retrieving Connections").</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; empty when there is nothing from the position on.</returns>
    /// <exception cref="ConnectionsException">The page cannot be had.</exception>
    public virtual async Task<ConnectionPage> GetPageAsync(Position from, CancellationToken cancellationToken = default)
    {
        var address = from == Position.Start
            ? _connections
            : new Uri($"{_connections}?fromRevision={from.FromRevision.ToString(CultureInfo.InvariantCulture)}");
        var items = await _calls
            .SendAsync(() => new(HttpMethod.Get, address), ClientJson.Default.ListConnection, "", cancellationToken)
            .ConfigureAwait(false);
        var page = new ConnectionPage(items, from);
        // A server that ignores fromRevision would be asked for the same page for ever.
        if (!page.IsLast && page.Next.FromRevision <= from.FromRevision)
        {
            throw new ConnectionsException("The page ends before the position asked for.")
            {
                Status = 200,
                Code = "invalid_answer",
            };
        }
        return page;
    }

    /// <summary>One connection.</summary>
    /// <param name="id">The connection's id, 13 letters and digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The connection as it is now.</returns>
    /// <exception cref="ConnectionsException">
    /// It cannot be had; the status is 404 when the id is unknown or another's.
    /// </exception>
    public virtual Task<Connection> GetConnectionAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        var address = new Uri($"{_connections}/{Uri.EscapeDataString(id)}");
        return _calls.SendAsync(
            () => new(HttpMethod.Get, address), ClientJson.Default.Connection, "", cancellationToken);
    }

    /// <summary>
    /// Submits a scan ("Submitting connection scans"). Submitting the same scan again is safe: it answers with the same
    /// connection, so that this is tried again like a read.
    /// </summary>
    /// <param name="code">The text of the badge's QR code, unchanged. It stands in no exception.</param>
    /// <param name="time">
    /// When it was scanned, sent in whole seconds of UTC; null for now, by the server's clock.
    /// </param>
    /// <param name="cancellationToken">Ends the call; the scan may have been taken all the same.</param>
    /// <returns>The connection that the scan made or found.</returns>
    /// <exception cref="ConnectionsException">
    /// The scan was not taken, or whether it was is not known. At Lanyard the code is <c>unknown_code</c> (404) for a
    /// badge that does not exist, <c>no_access</c> (403) for one of another event and <c>not_consented</c> (403) for
    /// that of a person who has not agreed.
    /// </exception>
    public virtual Task<Connection> ScanAsync(
        string code, DateTimeOffset? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        var scan = new ScanBody(code, time?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        return _calls.SendAsync(
            () => new(HttpMethod.Post, _connections) { Content = Requests.Json(scan, ClientJson.Default.ScanBody) },
            ClientJson.Default.Connection, code.Trim(), cancellationToken);
    }

    /// <summary>
    /// Opens the image or recording of a note, or a contact's picture. The access token goes along only when the
    /// address has the server's scheme, host and port; redirects are followed, without the token where they lead
    /// elsewhere.
    /// </summary>
    /// <param name="url">
    /// The note's <see cref="Note.FileUrl"/> or the contact's <see cref="Contact.PictureUrl"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the opening, not the reading.</param>
    /// <returns>The content. The caller closes it.</returns>
    /// <exception cref="ArgumentException">The address is not an http or https address.</exception>
    /// <exception cref="ConnectionsException">
    /// It cannot be opened; the status is 404 when there is no such file.
    /// </exception>
    public virtual Task<Stream> OpenFileAsync(string url, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(url);
        return Uri.TryCreate(_connections, url, out var address) && IsHttp(address)
            ? _calls.OpenAsync(address, cancellationToken)
            : throw new ArgumentException("The url must be an http or https address.", nameof(url));
    }

    private static bool IsHttp(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp;
}
