namespace Lanyard.Server.Web.Shared;

/// <summary>One bar of a chart.</summary>
/// <param name="Label">Below the bar and in the table.</param>
public sealed record Bar(string Label, long Value);
