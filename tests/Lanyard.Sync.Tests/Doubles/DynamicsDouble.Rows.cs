using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>Rows by key: upsert, its conditions, and what a row may hold.</summary>
internal sealed partial class DynamicsDouble
{
    private const int LongestText = 400;

    private Task RowAsync(HttpContext context, string table, string key, string rest, JsonObject? body)
    {
        if (key.Split('=', 2) is [var column, var quoted])
        {
            var value = quoted.Trim('\'');
            // Keys with these cannot be addressed at all.
            if (value.IndexOfAny(['/', '<', '>', '*', '%', '&', ':', '\\', '?', '+']) >= 0)
                return ErrorAsync(context, 400, "0x80060888", "Bad Request - Error in query syntax.");
            if (_keys.GetValueOrDefault(table) != "Active" || column != "lr_connectionid")
                return ErrorAsync(context, 400, "0x80060888",
                    $"The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.{table}'.");
            var row = _rows[table].FirstOrDefault(r => (string?)r[column] == value);
            return AnswerRowAsync(context, table, row, column, value, rest, body);
        }
        if (!Guid.TryParse(key, out var id))
            return ErrorAsync(context, 400, "0x80060888", "Bad Request - Error in query syntax.");
        var name = table + "id";
        return AnswerRowAsync(context, table, _rows[table].FirstOrDefault(
            r => (string?)r[name] == id.ToString()), name, id.ToString(), rest, body);
    }

    private Task AnswerRowAsync(
        HttpContext context, string table, JsonObject? row, string column, string value, string rest, JsonObject? body)
    {
        var isUpdateOnly = context.Request.Headers.IfMatch == "*";
        var isCreateOnly = context.Request.Headers.IfNoneMatch == "*";
        var verb = context.Request.Method switch { "PATCH" =>
            row is null ? "Create" : "Write", "DELETE" => "Delete", _ => "Read" };
        var right = $"prv{verb}{(table == "annotation" ? "Note" : char.ToUpperInvariant(table[0]) + table[1..])}";
        if (Denied.Contains(right))
            return ErrorAsync(
                context, 403, "0x80040220", $"Principal user (Id={User}, type=8) is missing {right} privilege");
        if (row is null && (context.Request.Method != "PATCH" || isUpdateOnly))
            return ErrorAsync(
                context, 404, "0x80060891", $"A record with the specified key values does not exist in {table} entity");
        if (row is not null && isCreateOnly)
            return ErrorAsync(context, 412, "0x80040237", "A record with matching key values already exists.");
        switch (context.Request.Method)
        {
            case "GET" when rest is "Contact_Annotation" or "Lead_Annotation":
                return ListAsync(context, _rows["annotation"].Where(
                    a => a["object"]?.GetValue<string>() == (string?)row![table + "id"])
                    .Select(a => a.DeepClone().AsObject()));
            case "GET":
                return JsonAsync(context, 200, row!.DeepClone());
            case "DELETE":
                _rows[table].Remove(row!);
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            default:
                return UpsertAsync(context, table, row, column, value, body!);
        }
    }

    private Task UpsertAsync(
        HttpContext context, string table, JsonObject? row, string column, string value, JsonObject body)
    {
        if (BreaksOver(body))
            return ErrorAsync(context, 500, "0x80040216", "An unexpected error occurred.");
        if (Fault(table, body) is { } words)
            return ErrorAsync(context, 400, "0x80044331", words);
        if (row is null && RaceFor == value)
        {
            RaceFor = null;
            _rows[table].Add(new JsonObject { [table + "id"] = Guid.NewGuid().ToString(), [column] = value });
            return ErrorAsync(
                context, 412, "0x80060892", "A record that has the attribute values Connection already exists.");
        }
        if (row is null)
        {
            row = new JsonObject { [table + "id"] = Guid.NewGuid().ToString(), [column] = value };
            _rows[table].Add(row);
            if (column == "lr_connectionid")
                CountCreate(value);
        }
        foreach (var (name, content) in body)
        {
            if (name.StartsWith("objectid_", StringComparison.Ordinal))
                row["object"] = Parent((string)content!)!;
            else
                row[name.Replace("@odata.bind", "", StringComparison.Ordinal)] = content?.DeepClone();
        }
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <returns>Why the service does not take the body; null when it does.</returns>
    private string? Fault(string table, JsonObject body)
    {
        foreach (var (name, content) in body)
        {
            if (name.EndsWith("@odata.bind", StringComparison.Ordinal))
            {
                if (name.StartsWith("objectid_", StringComparison.Ordinal) && Parent((string)content!) is null)
                    return "The record of the note does not exist.";
                continue;
            }
            if (table == "annotation")
                continue;
            if (!_columns[table].TryGetValue(name, out var type))
                return $"Invalid property '{name}' was found in entity 'Microsoft.Dynamics.CRM.{table}'.";
            var kind = content?.GetValueKind();
            if (type == "Picklist" && kind is not (null or JsonValueKind.Number))
                return $"Cannot convert a value to target type 'Edm.Int32' for {name}.";
            if (type == "String" && kind is not null && ((string)content!).Length > LongestText)
                return $"The length of the '{name}' attribute of the '{table}' entity exceeded the maximum allowed length of '{LongestText}'.";
        }
        return null;
    }

    private string? Parent(string reference) =>
        Reference().Match(reference) is { Success: true } match && Table(match.Groups["set"].Value) is { } table
        ? (string?)_rows[table].FirstOrDefault(r =>
            (string?)r["lr_connectionid"] == match.Groups["id"].Value)?[table + "id"]
        : null;

    [GeneratedRegex(@"^/(?<set>\w+)\(lr_connectionid='(?<id>\w+)'\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
