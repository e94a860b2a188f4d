using Lanyard.Core.Events;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>The profile questions that exhibitors may read, in the organiser's order.</summary>
internal static class ExposedQuestions
{
    private const string Columns = "SELECT event_id, id, key, name, type, position, options FROM profile_questions WHERE exposed ";

    /// <summary>Of the events $1.</summary>
    public const string OfEvents = Columns + "AND event_id = ANY($1::bigint[]) ORDER BY position, id";

    /// <summary>Of the events $1 and of those related to them.</summary>
    public const string OfAccessible = Columns
        + "AND event_id IN (SELECT e FROM unnest($1::bigint[]) e UNION "
        + "SELECT related_event_id FROM event_relations WHERE event_id = ANY($1::bigint[])) ORDER BY position, id";

    public static ProfileQuestion Read(NpgsqlDataReader reader) => new()
    {
        EventId = reader.GetInt64(0),
        Id = reader.GetInt64(1),
        Key = reader.GetString(2),
        Name = reader.GetString(3),
        Type = (QuestionType)reader.GetInt32(4),
        Position = reader.GetInt32(5),
        Exposed = true,
        Options = QuestionOptions.Read(reader.GetString(6)),
    };
}
