using Lanyard.Core.SelfRegistration;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>The form by which people register themselves for an event.</summary>
internal static class RegistrationFormEndpoints
{
    private const string Form = "registration-form";

    public static void MapRegistrationForm(this RouteGroupBuilder events)
    {
        events.MapGet(Form, GetAsync).WithName("GetRegistrationForm")
            .WithSummary("The form by which people register themselves; closed until it is opened")
            .Produces<RegistrationFormView>();
        events.MapPut(Form, PutAsync).WithName("PutRegistrationForm").WithSummary("Replaces the form's settings")
            .Accepts<FormSettings>("application/json").Produces<RegistrationFormView>().Fails(400, 413, 415);
        events.MapPut(Form + "/logo", PutLogoAsync).WithName("PutRegistrationLogo")
            .WithSummary("Puts a picture at the head of the form")
            .Takes(typeof(Stream), "image/png", "image/jpeg", "image/webp").Produces(204).Fails(400, 413);
        events.MapDelete(Form + "/logo", DeleteLogoAsync).WithName("DeleteRegistrationLogo")
            .WithSummary("Takes the picture at the head of the form away").Produces(204);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, RegistrationForms forms, CancellationToken cancellation) =>
        Show(context.EventId(), await forms.FindAsync(context.EventId(), cancellation));

    private static async Task<IResult> PutAsync(
        HttpContext context, RegistrationForms forms, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.FormSettings) is not { } body)
            return Results.Empty;
        var saved = await forms.SaveAsync(
            context.EventId(), context.Client().OrganiserId, context.Actor(), body, cancellation);
        return saved.Form is { } form
            ? Show(context.EventId(), form)
            : Problems.Of(context, "invalid_request", "The form was not changed; see faults.",
                [.. saved.Faults.Select(f => new ProblemFault(f.Field, f.Reason))]);
    }

    private static async Task<IResult> PutLogoAsync(
        HttpContext context, RegistrationForms forms, CancellationToken cancellation)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = PictureCoder.LongestFile;
        using var file = new MemoryStream();
        await context.Request.Body.CopyToAsync(file, cancellation);
        var picture = await PictureCoder.EncodeAsync(file.ToArray(), PictureUse.Logo, cancellation);
        if (picture.Content is not { } png)
            return Problems.Of(context, "invalid_request", Explain(picture.Fault));
        await forms.SetLogoAsync(context.EventId(), context.Client().OrganiserId, context.Actor(), png, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteLogoAsync(
        HttpContext context, RegistrationForms forms, CancellationToken cancellation)
    {
        await forms.SetLogoAsync(context.EventId(), context.Client().OrganiserId, context.Actor(), null, cancellation);
        return TypedResults.NoContent();
    }

    private static string Explain(PictureFault? fault) => fault switch
    {
        PictureFault.TooLarge => $"The picture is larger than {PictureCoder.LongestFile >> 20} MB.",
        PictureFault.WrongType => "Send a JPEG, PNG or WebP file.",
        PictureFault.TooManyPixels => "The picture has too many pixels.",
        _ => "The picture cannot be read.",
    };

    private static IResult Show(long eventId, KeptForm form) => TypedResults.Json(
        new RegistrationFormView(form.Settings, form.ConsentVersion, form.Registered,
            form.Logo is { } name ? Pictures.PathOf(eventId, name) : null),
        OrganiseJson.Default.Options);
}
