using Lanyard.Sync.Targets;
using Lanyard.Sync.Targets.Dynamics;
using Lanyard.Sync.Targets.HubSpot;
using Lanyard.Sync.Targets.Odoo;
using Lanyard.Sync.Targets.Salesforce;
using Lanyard.Sync.Targets.Sql;
using Lanyard.Sync.Targets.Tryton;

namespace Lanyard.Sync;

/// <summary>Every kind of target there is.</summary>
internal static class TargetCatalog
{
    public static IReadOnlyList<TargetKind> Kinds { get; } =
    [
        PostgresDialect.Kind,
        SqliteDialect.Kind,
        SqlServerDialect.Kind,
        .. FileTarget.Kinds,
        WebhookTarget.Kind,
        HubSpotTarget.Kind,
        SalesforceTarget.Kind,
        DynamicsTarget.Kind,
        OdooTarget.Kind,
        TrytonTarget.Kind,
    ];

    /// <exception cref="TargetFaultException">There is no such kind.</exception>
    public static TargetKind Find(string type) => Kinds.FirstOrDefault(k => k.Type == type)
        ?? throw new TargetFaultException(
            $"There is no target of the type {type}. There are {string.Join(", ", Kinds.Select(k => k.Type))}.");
}
