using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Api.Organise;

/// <summary>The organiser's questions, and which of them exhibitors may read.</summary>
internal static class ProfileQuestionEndpoints
{
    private const int MostOptions = 100;

    public static void MapProfileQuestions(this RouteGroupBuilder events)
    {
        events.MapGet("profile-questions", ListAsync).WithName("ListProfileQuestions")
            .WithSummary("The questions asked at registration")
            .Produces<IReadOnlyList<QuestionView>>();
        events.MapPut("profile-questions/{key}", PutAsync).WithName("PutProfileQuestion")
            .WithSummary("Adds or changes a question, and says whether exhibitors may read its answers")
            .Accepts<QuestionBody>("application/json").Produces<QuestionView>().Fails(400, 409, 413, 415);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IStore store, CancellationToken cancellation)
    {
        var eventId = context.EventId();
        var questions = await store.ReadAsync(data => data.ProfileQuestions.Where(q => q.EventId == eventId)
            .OrderBy(q => q.Position).ThenBy(q => q.Id).ToListAsync(cancellation));
        return TypedResults.Json(questions.ConvertAll(View), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, string key, IStore store, ChangeWorker changes, TimeProvider time, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.QuestionBody) is not { } body)
            return Results.Empty;
        var type = QuestionTypes.ParseOrNull(body.Type);
        var options = body.Options ?? [];
        var fault = OrganiseEndpoints.NameFault("key", key) ?? OrganiseEndpoints.NameFault("name", body.Name)
            ?? (type is null ? "type must be radio, checkbox or text."
            : type is QuestionType.Text && options.Count > 0 ? "A text question has no options."
            : options.Count > MostOptions ? $"A question has at most {MostOptions} options."
            : options.Any(o => o is null || string.IsNullOrWhiteSpace(o.Key) || string.IsNullOrWhiteSpace(o.Name)) ? "Every option needs a key and a name."
            : options.DistinctBy(o => o.Key, StringComparer.Ordinal).Count() != options.Count ? "Two options have the same key."
            : null);
        if (fault is not null)
            return Problems.Of(context, "invalid_request", fault);
        var eventId = context.EventId();
        var question = await store.WriteAsync(data => WriteAsync(data, eventId, key, body, type!.Value, time.GetUtcNow(), cancellation), cancellation);
        if (question is null)
            return Problems.Of(context, "conflict", "The question exists with another type; answers to it would lose their meaning.");
        await changes.SettleAsync(cancellation);
        return TypedResults.Json(View(question), OrganiseJson.Default.Options);
    }

    private static async Task<ProfileQuestion?> WriteAsync(
        LanyardDbContext data, long eventId, string key, QuestionBody body, QuestionType type, DateTimeOffset now, CancellationToken cancellation)
    {
        var question = await data.ProfileQuestions.SingleOrDefaultAsync(q => q.EventId == eventId && q.Key == key, cancellation);
        if (question is not null && question.Type != type)
            return null;
        var wasExposed = question?.Exposed ?? false;
        if (question is null)
        {
            question = new ProfileQuestion { EventId = eventId, Key = key, Name = body.Name!, Type = type, Position = 0 };
            data.ProfileQuestions.Add(question);
        }
        var known = question.Options.ToDictionary(o => o.Key, StringComparer.Ordinal);
        question.Name = body.Name!.Trim();
        question.Exposed = body.Exposed ?? question.Exposed;
        question.Position = body.Position ?? question.Position;
        // An option that was there keeps its id: answers name it.
        question.Options = (body.Options ?? [])
            .Select(o => new QuestionOption(known.TryGetValue(o.Key!, out var before) ? before.Id : ShortId.New(), o.Key!, o.Name!.Trim())).ToList();
        if (wasExposed || question.Exposed)
            data.Changes.Add(new Change { EventId = eventId, Kind = ChangeKind.Question, SubjectId = question.Id, DueAt = now });
        return question;
    }

    private static QuestionView View(ProfileQuestion q) => new(ShortId.Format(q.Id), q.Key, q.Name, QuestionTypes.Name(q.Type), q.Exposed,
        q.Position, q.Options.ConvertAll(o => new OptionBody(o.Key, o.Name)));
}
