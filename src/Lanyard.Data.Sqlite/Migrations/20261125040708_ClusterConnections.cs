using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Lanyard.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ClusterConnections : Migration
    {
        private const string Columns =
            "seq, id, event_id, exhibitor_id, registrant_event_id, registrant_id, registrant_version, revision, state, time, "
            + "scan_info, answers, notes";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // WITHOUT ROWID puts the rows themselves into the order of the key.
            Rebuild(migrationBuilder, "PRIMARY KEY (event_id, exhibitor_id, revision)) WITHOUT ROWID");
            migrationBuilder.Sql("CREATE UNIQUE INDEX \"IX_connections_seq\" ON connections (seq)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            Rebuild(migrationBuilder, "CONSTRAINT \"PK_connections\" PRIMARY KEY (seq))");
            migrationBuilder.Sql(
                "CREATE UNIQUE INDEX \"IX_connections_event_id_exhibitor_id_revision\" ON connections (event_id, exhibitor_id, revision)");
        }

        private static void Rebuild(MigrationBuilder migrationBuilder, string key) => migrationBuilder.Sql(
            $"""
            CREATE TABLE connections_new (
                seq INTEGER NOT NULL,
                id INTEGER NOT NULL,
                event_id INTEGER NOT NULL,
                exhibitor_id INTEGER NOT NULL,
                registrant_event_id INTEGER NOT NULL,
                registrant_id INTEGER NOT NULL,
                registrant_version INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                state INTEGER NOT NULL,
                time INTEGER NOT NULL,
                scan_info BLOB NULL,
                answers BLOB NULL,
                notes BLOB NULL,
                {key};
            INSERT INTO connections_new ({Columns}) SELECT {Columns} FROM connections ORDER BY event_id, exhibitor_id, revision;
            DROP TABLE connections;
            ALTER TABLE connections_new RENAME TO connections;
            CREATE INDEX "ix_connections_redacted" ON connections (event_id, exhibitor_id, seq) WHERE state <> 0;
            CREATE UNIQUE INDEX "IX_connections_registrant_id_exhibitor_id_event_id"
                ON connections (registrant_id, exhibitor_id, event_id);
            """);
    }
}
