namespace Lanyard.Core.Connections;

/// <summary>A connection as the stores read it for a response; see <see cref="Connection"/> for the fields.</summary>
public readonly record struct ConnectionRow(
    long Seq,
    long Id,
    long RegistrantEventId,
    long RegistrantId,
    int RegistrantVersion,
    long Revision,
    ConnectionState State,
    long Time,
    byte[]? ScanInfo,
    byte[]? Answers,
    byte[]? Notes);
