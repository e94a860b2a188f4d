using Lanyard.Core.Changes;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Data;

/// <summary>What a transaction through the model changed that others have to hear of.</summary>
public sealed class Touched
{
    /// <summary>API clients, their secrets, licenses or restrictions.</summary>
    public bool Clients { get; private set; }

    /// <summary>A change to carry out was added.</summary>
    public bool Changes { get; private set; }

    /// <summary>To be called before the context saves.</summary>
    public void Look(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged)
                continue;
            Clients |= entry.Entity is ApiClient or ClientSecret or License or Restriction;
            Changes |= entry.Entity is Change;
        }
    }
}
