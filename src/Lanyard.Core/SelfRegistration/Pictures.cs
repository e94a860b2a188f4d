using System.Security.Cryptography;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.SelfRegistration;

/// <summary>
/// Photographs of registrants and logos of forms. They lie in the store, so that every node has them, a backup holds
/// them, and erasing a registrant takes the photograph away in the same transaction.
/// </summary>
public sealed class Pictures(IStore store)
{
    private const int NameBytes = 16;

    /// <summary>The path below which pictures are served, by event and name.</summary>
    public const string Path = "/pictures";

    /// <summary>Null when there is none, or none any more, of this name.</summary>
    public async Task<Picture?> FindAsync(long eventId, string name, CancellationToken cancellation) =>
        name.Length == NameBytes * 2
            ? await store.ReadAsync(data =>
                data.Pictures.SingleOrDefaultAsync(p => p.EventId == eventId && p.Name == name, cancellation))
            : null;

    /// <summary>The path of a picture's address.</summary>
    public static string PathOf(long eventId, string name) => $"{Path}/{ShortId.Format(eventId)}/{name}";

    internal static Picture Add(
        LanyardDbContext data, long eventId, string type, byte[] content, long? registrantId = null)
    {
        var picture = new Picture
        {
            EventId = eventId,
            Name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)),
            RegistrantId = registrantId,
            Type = type,
            Content = content,
        };
        data.Add(picture);
        return picture;
    }
}
