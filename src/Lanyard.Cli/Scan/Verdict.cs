using Lanyard.Client;

namespace Lanyard.Cli.Scan;

internal enum Verdict
{
    /// <summary>This scan will never be taken as it is; the next one may be.</summary>
    Refused,

    /// <summary>No scan of this client is taken until someone does something about it.</summary>
    Stopped,

    /// <summary>Later it may work.</summary>
    Later,
}

internal static class Verdicts
{
    /// <param name="hasReached">Whether this server has taken a scan since the command was started.</param>
    public static Verdict Of(ConnectionsException failure, bool hasReached) => failure switch
    {
        { Code: "no_access" or "not_consented" or "unknown_code" } => Verdict.Refused,
        { Code: "invalid_client" or "unauthorized_client" or "unsupported_grant_type" or "redirected" } =>
            Verdict.Stopped,
        { Status: 401 or 403 or 405 } or { Status: 404, Code: "not_found" } => Verdict.Stopped,
        { Status: 408 or 425 or 429 } => Verdict.Later,
        // Not the server's word on a badge, but that of whoever answers at a wrong address.
        { Status: 404, Code: null, Detail: null } when !hasReached => Verdict.Stopped,
        { Status: >= 400 and < 500 } => Verdict.Refused,
        _ => Verdict.Later,
    };

    public static string Reason(ConnectionsException failure) => failure.Code ?? failure.Status switch
    {
        404 => "unknown_code",
        _ => "refused",
    };

    /// <summary>Why nothing can be sent, for the operator.</summary>
    public static string Explain(ConnectionsException failure) => failure switch
    {
        { Code: "redirected" } or { Status: 404 or 405 } =>
            "there is no Connections API at this address: check --url",
        { Code: "invalid_client" or "unauthorized_client" } or { Status: 401 } =>
            "the client id or the client secret is not accepted: check both, or ask the organiser",
        { Code: "license_inactive" } =>
            "the license is not active: it has not begun, has ended or was revoked. Ask the organiser",
        { Code: "wrong_client" } => "this API client is an organiser's: one of an exhibitor's is needed",
        { Status: 403 } =>
            $"this API client is restricted ({failure.Detail ?? "no reason was given"}). Ask the organiser",
        { Status: 429 } => "the server asks for fewer requests",
        { Code: "timeout" } => "the server does not answer in time",
        { Code: "network_error" } => "the server cannot be reached",
        { Code: "invalid_answer" } => "what answers is not the Connections API; perhaps the network wants a sign-in",
        { Status: { } status } =>
            $"the server answers with {status}{(failure.Detail is { } detail ? $": {detail}" : "")}",
        _ => failure.Message,
    };
}
