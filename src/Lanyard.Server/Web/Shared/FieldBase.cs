using Microsoft.AspNetCore.Components;

namespace Lanyard.Server.Web.Shared;

/// <summary>What all fields of forms have. The value is what was sent, also when it is wrong: nothing is lost.</summary>
public abstract class FieldBase : ComponentBase
{
    /// <summary>Name in the form.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Value { get; set; }

    /// <summary>What helps to fill it in.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Where to find what is wrong with it.</summary>
    [Parameter]
    public FormFaults? Faults { get; set; }

    [Parameter]
    public bool Required { get; set; }

    /// <summary>More attributes of the input, such as <c>autocomplete</c>, <c>min</c> or <c>rows</c>.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected string? Fault => Faults?[Name];

    protected string Id => "field-" + Name;

    protected string? Description =>
        (Hint, Fault) switch
        {
            (null, null) => null,
            (_, null) => Id + "-hint",
            (null, _) => Id + "-fault",
            _ => $"{Id}-hint {Id}-fault",
        };

    protected string? Invalid => Fault is null ? null : "true";
}
