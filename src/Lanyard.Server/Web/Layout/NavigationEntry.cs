namespace Lanyard.Server.Web.Layout;

/// <param name="Path">Below the address of the event, or absolute.</param>
/// <param name="OwnerOnly">Shown to owners alone.</param>
public sealed record NavigationEntry(string Path, string Label, bool OwnerOnly = false);
