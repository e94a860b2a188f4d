using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Client.Json;

/// <summary>Null, missing and empty text are the same to the client; a number or a truth value becomes text.</summary>
internal sealed class TextConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader).AsText();

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>An address in one line is its street.</summary>
internal sealed class AddressConverter : JsonConverter<Address?>
{
    public override Address? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        return element.ValueKind is not JsonValueKind.Object
            ? new Address { Street = element.AsText() }
            : new Address
            {
                Street = element.Text("address"),
                City = element.Text("city"),
                Country = element.Text("country"),
                HouseNumber = element.Text("houseNumber"),
                HouseNumberSuffix = element.Text("houseNumberSuffix"),
                PostalCode = element.Text("postalCode"),
                State = element.Text("state"),
            };
    }

    public override void Write(Utf8JsonWriter writer, Address? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>A number, or a string with a number; null for anything else.</summary>
internal sealed class SecondsConverter : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = JsonElement.ParseValue(ref reader).AsText();
        return double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
    }

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

internal static class Elements
{
    public static string? AsText(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => String(element) is { Length: > 0 } text ? text : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    /// <summary>The first of the names that has a text.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.AsText() is { } text)
                return text;
        }
        return null;
    }

    /// <summary>UTC when the text names no zone; the smallest time when there is none.</summary>
    public static DateTimeOffset Time(this JsonElement element, string name)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var text = element.Text(name);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time) ? time : default;
    }

    private static string String(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        // Half a surrogate pair, or bytes that are not UTF-8.
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A text is not valid Unicode.", exception);
        }
    }
}
