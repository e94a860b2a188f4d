namespace Lanyard.Core.Registrants;

/// <summary>Gathers the faults of one record.</summary>
internal sealed class Faults
{
    // A hostile record of 64 KiB can hold thousands of faults; nobody reads more than these.
    private const int Most = 100;

    private readonly List<FieldFault> list = [];

    public IReadOnlyList<FieldFault> List => list;

    public void Add(string field, string reason)
    {
        if (list.Count < Most)
            list.Add(new FieldFault(field, reason));
    }

    /// <summary>Adds what is new: of a field with the wrong type it is no news that its value is missing.</summary>
    public void AddNew(IReadOnlyList<FieldFault> more)
    {
        foreach (var fault in more)
        {
            if (!list.Exists(known => known.Field == fault.Field))
                Add(fault.Field, fault.Reason);
        }
    }
}
