using System.Xml.Linq;
using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>The keys that protect cookies and forms, in the store and encrypted: every node has the same.</summary>
internal sealed class StoredKeys(IStore store, Keys keys) : IXmlRepository
{
    private const string Purpose = "protection key";

    // The framework asks for them without a task, at the start and once a day, and also where continuations would wait for
    // the thread that is asking: hence on another one.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var stored = Task.Run(() => store.ReadAsync(data => data.ProtectionKeys.ToListAsync())).GetAwaiter().GetResult();
        return stored.ConvertAll(key => XElement.Parse(keys.Unprotect(key.Content, Purpose)));
    }

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => store.WriteAsync(data => Task.FromResult(data.Add(new ProtectionKey
        {
            Name = friendlyName,
            Content = keys.Protect(element.ToString(SaveOptions.DisableFormatting), Purpose),
        })), default)).GetAwaiter().GetResult();
}
