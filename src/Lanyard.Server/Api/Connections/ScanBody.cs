using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Server.Api.Connections;

/// <summary>The body of a scan ("Submitting connection scans"); other members are ignored.</summary>
internal sealed record ScanBody(string? Code, string? Time);

/// <summary>The body of a batch.</summary>
internal sealed record BatchBody(IReadOnlyList<JsonElement>? Scans);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ScanBody))]
[JsonSerializable(typeof(BatchBody))]
internal sealed partial class ScanJson : JsonSerializerContext;

/// <summary>A scan that can be looked up.</summary>
internal readonly record struct ScanInput(string Code, long Time)
{
    private const int LongestCode = 512;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>Decisions D2 and D3 on the guide: the code is trimmed, the time may have any zone and lie in the past.</summary>
    public static ScanInput? Read(ScanBody? body, DateTimeOffset now, out string fault)
    {
        fault = "";
        var code = body?.Code?.Trim();
        if (string.IsNullOrEmpty(code))
            fault = "code is missing: send the text of the badge's QR code.";
        else if (code.Length > LongestCode)
            fault = $"code is longer than {LongestCode} characters.";
        if (fault.Length > 0)
            return null;
        if (body!.Time is null)
            return new(code!, now.ToUnixTimeSeconds());
        if (!DateTimeOffset.TryParse(body.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || !body.Time.Contains('T', StringComparison.OrdinalIgnoreCase))
        {
            fault = "time is not a time such as 2023-10-01T13:20:07Z.";
        }
        else if (time > now + Ahead)
        {
            fault = "time is more than ten minutes in the future.";
        }
        else if (time < DateTimeOffset.UnixEpoch)
        {
            fault = "time is before 1970.";
        }
        return fault.Length > 0 ? null : new(code!, time.ToUnixTimeSeconds());
    }
}
