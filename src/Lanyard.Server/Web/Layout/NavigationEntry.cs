using Lanyard.Core.Exhibitors;

namespace Lanyard.Server.Web.Layout;

/// <param name="Path">Below the address of the event, or absolute.</param>
/// <param name="OwnerOnly">Shown to owners alone.</param>
/// <param name="Rights">Shown to those alone who may do this for the exhibitor.</param>
public sealed record NavigationEntry(
    string Path, string Label, bool OwnerOnly = false, ExhibitorRights Rights = ExhibitorRights.None);
