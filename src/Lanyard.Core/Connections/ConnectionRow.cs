namespace Lanyard.Core.Connections;

/// <summary>A connection as the stores read it for a response; see <see cref="Connection"/> for the fields.</summary>
public struct ConnectionRow
{
    public long Seq;
    public long Id;
    public long RegistrantEventId;
    public long RegistrantId;
    public int RegistrantVersion;
    public long Revision;
    public ConnectionState State;
    public long Time;
    public byte[]? ScanInfo;
    public byte[]? Answers;
    public byte[]? Notes;
}
