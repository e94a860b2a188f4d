namespace Lanyard.Core.Tables;

/// <summary>A file cannot be read as a table. The message says why and what to do, and holds no value of it.</summary>
public sealed class TableException(string message, Exception? inner = null) : Exception(message, inner);
