using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>Calls and answers of XML-RPC, their values as JSON.</summary>
internal static class XmlRpc
{
    public static string Call(string method, JsonArray parameters) => new XElement(
        "methodCall",
        new XElement("methodName", method),
        new XElement("params", parameters.Select(p => new XElement("param", Write(p)))))
            .ToString(SaveOptions.DisableFormatting);

    /// <exception cref="XmlRpcFault">The server refuses.</exception>
    /// <exception cref="XmlException">It is no answer.</exception>
    public static JsonNode? Answer(string text)
    {
        var root = XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root!;
        if (root.Name != "methodResponse")
            throw new XmlException("No answer of XML-RPC.");
        if (root.Element("fault")?.Element("value") is { } fault)
        {
            var members = Read(fault)!;
            throw new XmlRpcFault(
                members["faultCode"] is JsonValue code && code.TryGetValue<long>(out var number) ? (int)number : 0,
                members["faultString"]?.ToString() ?? "");
        }
        return root.Element("params")?.Element("param")?.Element("value") is { } value
            ? Read(value)
            : throw new XmlException("No answer of XML-RPC.");
    }

    private static XElement Write(JsonNode? node) => new("value", node switch
    {
        null => new XElement("boolean", "0"),
        JsonArray items => new XElement("array", new XElement("data", items.Select(Write))),
        JsonObject members => new XElement("struct", members.Select(
            m => new XElement("member", new XElement("name", m.Key), Write(m.Value)))),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => new XElement("boolean", "1"),
            JsonValueKind.False => new XElement("boolean", "0"),
            JsonValueKind.Number => new XElement("int", node.ToJsonString()),
            _ => new XElement("string", Clean(node.GetValue<string>())),
        },
    });

    // XML has no way to write most control characters.
    private static string Clean(string text) => string.Concat(text.Where(
        (c, i) => XmlConvert.IsXmlChar(c) || (char.IsSurrogate(c) && IsPaired(text, i))));

    private static bool IsPaired(string text, int at) => char.IsHighSurrogate(text[at])
        ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
        : at > 0 && char.IsHighSurrogate(text[at - 1]);

    private static JsonNode? Read(XElement value)
    {
        if (value.Elements().FirstOrDefault() is not { } typed)
            return value.Value;
        return typed.Name.LocalName switch
        {
            "nil" => null,
            "boolean" => typed.Value.Trim() == "1",
            "int" or "i4" or "i8" => long.Parse(typed.Value, CultureInfo.InvariantCulture),
            "double" => double.Parse(typed.Value, CultureInfo.InvariantCulture),
            "array" => new JsonArray([.. typed.Element("data")?.Elements("value").Select(Read) ?? []]),
            "struct" => new JsonObject(typed.Elements("member").Select(
                m => KeyValuePair.Create(m.Element("name")!.Value, Read(m.Element("value")!)))),
            _ => typed.Value,
        };
    }
}

/// <summary>The server refuses a call of XML-RPC.</summary>
internal sealed class XmlRpcFault(int code, string message) : Exception(message)
{
    public int Code => code;
}
