namespace Lanyard.Cli;

/// <summary>What the tool ends with; docs/sync/README.md lists them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Something is to be put right: settings, a secret, a right, a target that refuses.</summary>
    public const int Fault = 1;

    /// <summary>The source or a target did not answer; the same command may succeed later.</summary>
    public const int Unavailable = 3;

    /// <summary>Everything else arrived, and leads stand aside.</summary>
    public const int Aside = 4;

    /// <summary>The source slows or restricts this client under its fair use policy; the text says why and until when.</summary>
    public const int Restricted = 5;
}
