using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Lanyard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "connection_blocks");

            migrationBuilder.CreateTable(
                name: "access_tokens",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    client_id = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_tokens", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "api_clients",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: true),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_clients", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "changes",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    cursor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_changes", x => new { x.event_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "connections",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    registrant_event_id = table.Column<long>(type: "bigint", nullable: false),
                    registrant_id = table.Column<long>(type: "bigint", nullable: false),
                    registrant_version = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    time = table.Column<long>(type: "bigint", nullable: false),
                    scan_info = table.Column<byte[]>(type: "bytea", nullable: true),
                    answers = table.Column<byte[]>(type: "bytea", nullable: true),
                    notes = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connections", x => new { x.event_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "event_relations",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    related_event_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_relations", x => new { x.event_id, x.related_event_id });
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "exhibitor_heads",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exhibitor_heads", x => new { x.event_id, x.exhibitor_id });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "exhibitor_questions",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    options = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exhibitor_questions", x => new { x.event_id, x.exhibitor_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "exhibitors",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exhibitors", x => new { x.event_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "licenses",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    seats = table.Column<int>(type: "integer", nullable: true),
                    from = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: true),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_licenses", x => new { x.event_id, x.exhibitor_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "organisers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organisers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "profile_questions",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    exposed = table.Column<bool>(type: "boolean", nullable: false),
                    options = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_profile_questions", x => new { x.event_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "registrants",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    contact = table.Column<byte[]>(type: "bytea", nullable: false),
                    answers = table.Column<byte[]>(type: "bytea", nullable: false),
                    badge_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    badge_code = table.Column<byte[]>(type: "bytea", nullable: true),
                    erased = table.Column<bool>(type: "boolean", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_registrants", x => new { x.event_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "scans",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    connection_seq = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<long>(type: "bigint", nullable: false),
                    scanned_by = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scans", x => new { x.event_id, x.connection_seq, x.time, x.scanned_by, x.origin });
                });

            migrationBuilder.CreateTable(
                name: "settings",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_settings", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "client_secrets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    client_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    hint = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    not_after = table.Column<long>(type: "bigint", nullable: true),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_secrets", x => x.id);
                    table.ForeignKey(
                        name: "FK_client_secrets_api_clients_client_id",
                        column: x => x.client_id,
                        principalTable: "api_clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_tokens_expires_at",
                table: "access_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_api_clients_event_id_exhibitor_id",
                table: "api_clients",
                columns: new[] { "event_id", "exhibitor_id" });

            migrationBuilder.CreateIndex(
                name: "IX_client_secrets_client_id",
                table: "client_secrets",
                column: "client_id");

            migrationBuilder.CreateIndex(
                name: "IX_connections_event_id_exhibitor_id_revision",
                table: "connections",
                columns: new[] { "event_id", "exhibitor_id", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_connections_redacted",
                table: "connections",
                columns: new[] { "event_id", "exhibitor_id", "seq" },
                filter: "state <> 0");

            migrationBuilder.CreateIndex(
                name: "IX_connections_registrant_id_exhibitor_id_event_id",
                table: "connections",
                columns: new[] { "registrant_id", "exhibitor_id", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_events_organiser_id",
                table: "events",
                column: "organiser_id");

            migrationBuilder.CreateIndex(
                name: "IX_exhibitors_event_id_key",
                table: "exhibitors",
                columns: new[] { "event_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_profile_questions_event_id_key",
                table: "profile_questions",
                columns: new[] { "event_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_registrants_badge_hash_event_id",
                table: "registrants",
                columns: new[] { "badge_hash", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_registrants_event_id_key",
                table: "registrants",
                columns: new[] { "event_id", "key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_tokens");

            migrationBuilder.DropTable(
                name: "changes");

            migrationBuilder.DropTable(
                name: "client_secrets");

            migrationBuilder.DropTable(
                name: "connections");

            migrationBuilder.DropTable(
                name: "event_relations");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "exhibitor_heads");

            migrationBuilder.DropTable(
                name: "exhibitor_questions");

            migrationBuilder.DropTable(
                name: "exhibitors");

            migrationBuilder.DropTable(
                name: "licenses");

            migrationBuilder.DropTable(
                name: "organisers");

            migrationBuilder.DropTable(
                name: "profile_questions");

            migrationBuilder.DropTable(
                name: "registrants");

            migrationBuilder.DropTable(
                name: "scans");

            migrationBuilder.DropTable(
                name: "settings");

            migrationBuilder.DropTable(
                name: "api_clients");

            migrationBuilder.DropSequence(
                name: "connection_blocks");
        }
    }
}
