namespace Lanyard.Cli.Scan;

/// <summary>A fault that the operator can mend; the message is a sentence for them.</summary>
internal sealed class ScanException(string message, Exception? inner = null) : Exception(message, inner);
