using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>The organiser's questions, and which of them exhibitors may read.</summary>
internal static class ProfileQuestionEndpoints
{
    private const string One = "profile-questions/{key}";

    public static void MapProfileQuestions(this RouteGroupBuilder events)
    {
        events.MapGet("profile-questions", ListAsync).WithName("ListProfileQuestions")
            .WithSummary("The questions asked at registration")
            .Produces<IReadOnlyList<QuestionView>>();
        events.MapPut(One, PutAsync).WithName("PutProfileQuestion")
            .WithSummary("Adds or changes a question, and says whether exhibitors may read its answers")
            .Accepts<QuestionBody>("application/json").Produces<QuestionView>().Fails(400, 409, 413, 415);
        events.MapDelete(One, DeleteAsync).WithName("DeleteProfileQuestion")
            .WithSummary("Deletes a question; leads that showed an answer to it come once more without").Produces(204);
        events.MapGet(One + "/leads", CountAsync).WithName("CountLeadsOfProfileQuestion")
            .WithSummary("How many leads change when the question is exposed, hidden or deleted").Produces<CountView>();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, QuestionAdministration questions, CancellationToken cancellation) => TypedResults.Json(
            (await questions.ListAsync(context.EventId(), cancellation)).ConvertAll(View), OrganiseJson.Default.Options);

    private static async Task<IResult> PutAsync(
        HttpContext context, string key, QuestionAdministration questions, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.QuestionBody) is not { } body)
            return Results.Empty;
        var options = (body.Options ?? []).Select(o => new OptionDetails(o?.Key, o?.Name)).ToList();
        var details = new QuestionDetails(body.Name, body.Type, body.Exposed, body.Position, options);
        return OrganiseEndpoints.Answer(
            context, await questions.PutAsync(context.EventId(), key, details, context.Actor(), cancellation), View);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string key, QuestionAdministration questions, CancellationToken cancellation) =>
        OrganiseEndpoints.Answer(
            context, await questions.DeleteAsync(context.EventId(), key, context.Actor(), cancellation));

    private static async Task<IResult> CountAsync(
        HttpContext context, string key, QuestionAdministration questions, CancellationToken cancellation) =>
        OrganiseEndpoints.Answer(context, await questions.CountLeadsAsync(context.EventId(), key, cancellation),
            reach => new CountView(reach.Leads));

    private static QuestionView View(ProfileQuestion q) => new(ShortId.Format(q.Id), q.Key, q.Name, QuestionTypes.Name(q.Type), q.Exposed,
        q.Position, q.Options.ConvertAll(o => new OptionBody(o.Key, o.Name)));
}
