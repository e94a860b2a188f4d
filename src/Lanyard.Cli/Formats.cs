using System.CommandLine;

namespace Lanyard.Cli;

/// <summary>How results are written.</summary>
internal enum ResultFormat
{
    Table,
    Json,
}

internal static class Formats
{
    public static Option<ResultFormat> Option() => new("--format") { Description = "table for people, json for programs" };
}
