namespace Lanyard.Core.Accounts;

/// <summary>A key that protects cookies and forms, encrypted with the installation's key; all nodes share them.</summary>
public sealed class ProtectionKey
{
    public required string Name { get; init; }
    public required byte[] Content { get; init; }
}
