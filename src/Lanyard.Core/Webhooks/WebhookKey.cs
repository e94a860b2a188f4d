using Lanyard.Core.Data;

namespace Lanyard.Core.Webhooks;

/// <summary>A webhook with the exhibitor that has it.</summary>
public readonly record struct WebhookKey(ExhibitorKey Exhibitor, long Id);
