using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Leads;

/// <summary>A server with an exhibitor that scans in Connect, and registrants with the badges <c>badge-1</c> to <c>badge-4</c>.</summary>
internal sealed class LeadShow(TestServer server, ExhibitorKey exhibitor) : IAsyncDisposable
{
    public TestServer Server => server;

    public ExhibitorKey Exhibitor => exhibitor;

    public T Get<T>() where T : notnull => server.App.Services.GetRequiredService<T>();

    public async Task<ConnectionRow> ScanAsync(string code, string name) =>
        (await Get<Scanning>().ScanAsync(exhibitor, code, 1_700_000_000, name, ScanOrigin.Connect)).Connection;

    public async Task<ConnectionRow> FindAsync(long seq) => (await Get<IStore>().FindAsync(exhibitor, seq, default))!.Value;

    public async Task AddAsync(long seq, params IReadOnlyList<LeadInput> inputs) =>
        Assert.Null((await Get<LeadEditing>().AddAsync(exhibitor, seq, inputs, default)).Refusal);

    public Task SettleAsync() => Get<ChangeWorker>().SettleAsync(ChangeKind.Answers, default);

    /// <summary>A question with the options Hot and Cold, and one that is answered in words.</summary>
    public async Task<(ExhibitorQuestion Rating, ExhibitorQuestion Open)> QuestionsAsync()
    {
        var rating = New("Lead rating", QuestionType.Radio, 0);
        rating.Options = [new(ShortId.New(), "hot", "Hot"), new(ShortId.New(), "cold", "Cold")];
        var open = New("Interest", QuestionType.Text, 1);
        await Get<IStore>().WriteAsync(data =>
        {
            data.AddRange(rating, open);
            return Task.FromResult(true);
        }, default);
        return (rating, open);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private ExhibitorQuestion New(string name, QuestionType type, int position) => new()
    {
        EventId = exhibitor.EventId, ExhibitorId = exhibitor.Id, Name = name, Type = type, Position = position,
    };
}
