using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>The server's side of XML-RPC, as Python's library writes it.</summary>
internal static class XmlDouble
{
    public static (string Method, JsonArray Parameters) ReadCall(string text)
    {
        var call = XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root!;
        return (call.Element("methodName")!.Value,
            [.. call.Element("params")!.Elements("param").Select(p => Read(p.Element("value")!))]);
    }

    public static string Answer(JsonNode? value) =>
        $"<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n{Write(value)}\n</param>\n</params>\n</methodResponse>\n";

    public static string Fault(int code, string words) =>
        $"<?xml version='1.0'?>\n<methodResponse>\n<fault>\n{Write(new JsonObject { ["faultCode"] = code, ["faultString"] = words })}\n</fault>\n</methodResponse>\n";

    private static JsonNode? Read(XElement value)
    {
        var typed = value.Elements().Single();
        return typed.Name.LocalName switch
        {
            "string" => typed.Value,
            "boolean" => typed.Value == "1",
            "int" => long.Parse(typed.Value, CultureInfo.InvariantCulture),
            "array" => new JsonArray([.. typed.Element("data")!.Elements("value").Select(Read)]),
            "struct" => new JsonObject(typed.Elements("member")
                .Select(m => KeyValuePair.Create(m.Element("name")!.Value, Read(m.Element("value")!)))),
            var other => throw new FormatException($"No type of XML-RPC: {other}"),
        };
    }

    // Nothing but the standard types: None cannot be written.
    private static XElement Write(JsonNode? node) => new("value", node switch
    {
        null => throw new InvalidOperationException("cannot marshal None unless allow_none is enabled"),
        JsonArray items =>
            new XElement("array", new XElement("data", "\n", items.Select(i => new object[] { Write(i), "\n" }), "\n")),
        JsonObject members => new XElement("struct", "\n", members.Select(
            m => new XElement("member", "\n", new XElement("name", m.Key), "\n", Write(m.Value), "\n"))),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False =>
                new XElement("boolean", node.GetValueKind() == JsonValueKind.True ? "1" : "0"),
            JsonValueKind.Number => new XElement("int", node.ToJsonString()),
            _ => new XElement("string", node.GetValue<string>()),
        },
    });
}
