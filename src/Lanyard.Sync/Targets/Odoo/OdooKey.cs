namespace Lanyard.Sync.Targets.Odoo;

/// <summary>What to tell a person whose key is not accepted.</summary>
internal static class OdooKey
{
    public static TargetFaultException Refused(string words) => new(
        $"Odoo does not accept the key ({words}). A key lives at most three months from Odoo 19 on. Make a new one in "
        + "Odoo, as the user that Lanyard works as: Preferences, Security, New API Key.");
}
