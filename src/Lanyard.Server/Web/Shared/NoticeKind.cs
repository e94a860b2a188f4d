namespace Lanyard.Server.Web.Shared;

/// <summary>How a notice or a status is meant; each also says so in words or by its sign, never by colour alone.</summary>
public enum NoticeKind
{
    Info,
    Ok,
    Warning,
    Error,
}
