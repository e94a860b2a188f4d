using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Lanyard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Organising : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "consent_at",
                table: "registrants",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "consent_state",
                table: "registrants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "consent_version",
                table: "registrants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "search",
                table: "registrants",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "daily_target",
                table: "exhibitors",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "exhibitors",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "hall",
                table: "exhibitors",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "stand",
                table: "exhibitors",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "consent_required",
                table: "events",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "consent_version",
                table: "events",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "hidden_fields",
                table: "events",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "purged_at",
                table: "events",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "retention_days",
                table: "events",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "retention_set_at",
                table: "events",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    normalized_email = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    authenticator_key = table.Column<byte[]>(type: "bytea", nullable: true),
                    last_code_step = table.Column<long>(type: "bigint", nullable: false),
                    recovery_codes = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    actor_kind = table.Column<int>(type: "integer", nullable: false),
                    actor_id = table.Column<long>(type: "bigint", nullable: false),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: true),
                    action = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => new { x.organiser_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "audit_heads",
                columns: table => new
                {
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    seal = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_heads", x => x.organiser_id);
                });

            migrationBuilder.CreateTable(
                name: "badge_prints",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    registrant_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_badge_prints", x => new { x.event_id, x.registrant_id });
                });

            migrationBuilder.CreateTable(
                name: "client_usage",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    client_id = table.Column<long>(type: "bigint", nullable: false),
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    delivered = table.Column<long>(type: "bigint", nullable: false),
                    requests = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    rows_again = table.Column<long>(type: "bigint", nullable: false),
                    full_walks = table.Column<long>(type: "bigint", nullable: false),
                    polls_at_head = table.Column<long>(type: "bigint", nullable: false),
                    side_by_side = table.Column<long>(type: "bigint", nullable: false),
                    finds = table.Column<long>(type: "bigint", nullable: false),
                    not_found = table.Column<long>(type: "bigint", nullable: false),
                    scans = table.Column<long>(type: "bigint", nullable: false),
                    unknown_codes = table.Column<long>(type: "bigint", nullable: false),
                    tokens = table.Column<long>(type: "bigint", nullable: false),
                    refused = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_usage", x => new { x.event_id, x.client_id, x.hour });
                });

            migrationBuilder.CreateTable(
                name: "consent_wordings",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consent_wordings", x => new { x.event_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "exhibitor_members",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    rights = table.Column<int>(type: "integer", nullable: false),
                    added_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exhibitor_members", x => new { x.event_id, x.exhibitor_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "import_corrections",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    import_id = table.Column<long>(type: "bigint", nullable: false),
                    row = table.Column<long>(type: "bigint", nullable: false),
                    column = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_corrections", x => new { x.event_id, x.import_id, x.row, x.column });
                });

            migrationBuilder.CreateTable(
                name: "import_faults",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    import_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    row = table.Column<long>(type: "bigint", nullable: false),
                    column = table.Column<int>(type: "integer", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_faults", x => new { x.event_id, x.import_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    columns = table.Column<string>(type: "text", nullable: false),
                    mapping = table.Column<string>(type: "text", nullable: false),
                    preview = table.Column<byte[]>(type: "bytea", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    progress = table.Column<long>(type: "bigint", nullable: false),
                    written_row = table.Column<long>(type: "bigint", nullable: false),
                    created = table.Column<long>(type: "bigint", nullable: false),
                    updated = table.Column<long>(type: "bigint", nullable: false),
                    unchanged = table.Column<long>(type: "bigint", nullable: false),
                    failed = table.Column<long>(type: "bigint", nullable: false),
                    message = table.Column<string>(type: "text", nullable: true),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    has_file = table.Column<bool>(type: "boolean", nullable: false),
                    worker = table.Column<long>(type: "bigint", nullable: true),
                    worker_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_imports", x => new { x.event_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: true),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: true),
                    rights = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invitations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lead_answers",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    question_id = table.Column<long>(type: "bigint", nullable: false),
                    option_id = table.Column<long>(type: "bigint", nullable: false),
                    connection_seq = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lead_answers", x => new { x.event_id, x.exhibitor_id, x.question_id, x.option_id, x.connection_seq });
                });

            migrationBuilder.CreateTable(
                name: "lead_entries",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    connection_seq = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    options = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lead_entries", x => new { x.event_id, x.connection_seq, x.id });
                });

            migrationBuilder.CreateTable(
                name: "lead_exports",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    leads = table.Column<int>(type: "integer", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    columns = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lead_exports", x => new { x.event_id, x.exhibitor_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "organiser_members",
                columns: table => new
                {
                    organiser_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    role = table.Column<int>(type: "integer", nullable: false),
                    added_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organiser_members", x => new { x.organiser_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "outgoing_mails",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: true),
                    subject_id = table.Column<long>(type: "bigint", nullable: true),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    sent_at = table.Column<long>(type: "bigint", nullable: true),
                    fault = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outgoing_mails", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    sign_count = table.Column<long>(type: "bigint", nullable: false),
                    transports = table.Column<string>(type: "text", nullable: false),
                    is_user_verified = table.Column<bool>(type: "boolean", nullable: false),
                    is_backup_eligible = table.Column<bool>(type: "boolean", nullable: false),
                    is_backed_up = table.Column<bool>(type: "boolean", nullable: false),
                    attestation_object = table.Column<byte[]>(type: "bytea", nullable: false),
                    client_data_json = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passkeys", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "pictures",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    registrant_id = table.Column<long>(type: "bigint", nullable: true),
                    type = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pictures", x => new { x.event_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "pretix_sources",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    settings = table.Column<string>(type: "text", nullable: false),
                    token = table.Column<byte[]>(type: "bytea", nullable: false),
                    progress = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    next_run_at = table.Column<long>(type: "bigint", nullable: false),
                    lease_id = table.Column<long>(type: "bigint", nullable: true),
                    lease_until = table.Column<long>(type: "bigint", nullable: false),
                    distrusted = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pretix_sources", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "protection_keys",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_protection_keys", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "registration_forms",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    settings = table.Column<string>(type: "text", nullable: false),
                    consent_version = table.Column<int>(type: "integer", nullable: false),
                    logo = table.Column<string>(type: "text", nullable: true),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_registration_forms", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "restrictions",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    client_id = table.Column<long>(type: "bigint", nullable: false),
                    rule = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false),
                    observed = table.Column<long>(type: "bigint", nullable: false),
                    limit = table.Column<long>(type: "bigint", nullable: false),
                    window_seconds = table.Column<int>(type: "integer", nullable: false),
                    times = table.Column<int>(type: "integer", nullable: false),
                    released_at = table.Column<long>(type: "bigint", nullable: true),
                    released_by_exhibitor_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_restrictions", x => new { x.event_id, x.client_id, x.rule });
                });

            migrationBuilder.CreateTable(
                name: "scan_links",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_links", x => new { x.event_id, x.exhibitor_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "scanners",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: true),
                    link_id = table.Column<long>(type: "bigint", nullable: true),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    seated_at = table.Column<long>(type: "bigint", nullable: true),
                    added_at = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: true),
                    removed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scanners", x => new { x.event_id, x.exhibitor_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "submissions",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    registrant_id = table.Column<long>(type: "bigint", nullable: false),
                    email_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    mailed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_submissions", x => new { x.event_id, x.hash });
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    webhook_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    connection_seq = table.Column<long>(type: "bigint", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: true),
                    status = table.Column<int>(type: "integer", nullable: true),
                    milliseconds = table.Column<int>(type: "integer", nullable: false),
                    fault = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => new { x.event_id, x.webhook_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    exhibitor_id = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    disabled_at = table.Column<long>(type: "bigint", nullable: true),
                    disabled_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => new { x.event_id, x.exhibitor_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_normalized_email",
                table: "accounts",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_exhibitor_members_account_id",
                table: "exhibitor_members",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "IX_invitations_hash",
                table: "invitations",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invitations_organiser_id",
                table: "invitations",
                column: "organiser_id");

            migrationBuilder.CreateIndex(
                name: "IX_lead_answers_event_id_connection_seq",
                table: "lead_answers",
                columns: new[] { "event_id", "connection_seq" });

            migrationBuilder.CreateIndex(
                name: "IX_organiser_members_account_id",
                table: "organiser_members",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "IX_outgoing_mails_event_id_subject_id",
                table: "outgoing_mails",
                columns: new[] { "event_id", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "IX_outgoing_mails_next_attempt_at",
                table: "outgoing_mails",
                column: "next_attempt_at");

            migrationBuilder.CreateIndex(
                name: "IX_passkeys_account_id",
                table: "passkeys",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "IX_pictures_event_id_registrant_id",
                table: "pictures",
                columns: new[] { "event_id", "registrant_id" });

            migrationBuilder.CreateIndex(
                name: "IX_pretix_sources_next_run_at",
                table: "pretix_sources",
                column: "next_run_at");

            migrationBuilder.CreateIndex(
                name: "IX_restrictions_until",
                table: "restrictions",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "IX_scan_links_hash_event_id",
                table: "scan_links",
                columns: new[] { "hash", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_scanners_event_id_exhibitor_id_name",
                table: "scanners",
                columns: new[] { "event_id", "exhibitor_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_scanners_event_id_exhibitor_id_seated_at",
                table: "scanners",
                columns: new[] { "event_id", "exhibitor_id", "seated_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_scanners_token_hash_event_id",
                table: "scanners",
                columns: new[] { "token_hash", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_submissions_event_id_email_hash",
                table: "submissions",
                columns: new[] { "event_id", "email_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_submissions_event_id_registrant_id",
                table: "submissions",
                columns: new[] { "event_id", "registrant_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_event_id_webhook_id_at",
                table: "webhook_deliveries",
                columns: new[] { "event_id", "webhook_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_heads");

            migrationBuilder.DropTable(
                name: "badge_prints");

            migrationBuilder.DropTable(
                name: "client_usage");

            migrationBuilder.DropTable(
                name: "consent_wordings");

            migrationBuilder.DropTable(
                name: "exhibitor_members");

            migrationBuilder.DropTable(
                name: "import_corrections");

            migrationBuilder.DropTable(
                name: "import_faults");

            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "invitations");

            migrationBuilder.DropTable(
                name: "lead_answers");

            migrationBuilder.DropTable(
                name: "lead_entries");

            migrationBuilder.DropTable(
                name: "lead_exports");

            migrationBuilder.DropTable(
                name: "organiser_members");

            migrationBuilder.DropTable(
                name: "outgoing_mails");

            migrationBuilder.DropTable(
                name: "passkeys");

            migrationBuilder.DropTable(
                name: "pictures");

            migrationBuilder.DropTable(
                name: "pretix_sources");

            migrationBuilder.DropTable(
                name: "protection_keys");

            migrationBuilder.DropTable(
                name: "registration_forms");

            migrationBuilder.DropTable(
                name: "restrictions");

            migrationBuilder.DropTable(
                name: "scan_links");

            migrationBuilder.DropTable(
                name: "scanners");

            migrationBuilder.DropTable(
                name: "submissions");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropColumn(
                name: "consent_at",
                table: "registrants");

            migrationBuilder.DropColumn(
                name: "consent_state",
                table: "registrants");

            migrationBuilder.DropColumn(
                name: "consent_version",
                table: "registrants");

            migrationBuilder.DropColumn(
                name: "search",
                table: "registrants");

            migrationBuilder.DropColumn(
                name: "daily_target",
                table: "exhibitors");

            migrationBuilder.DropColumn(
                name: "email",
                table: "exhibitors");

            migrationBuilder.DropColumn(
                name: "hall",
                table: "exhibitors");

            migrationBuilder.DropColumn(
                name: "stand",
                table: "exhibitors");

            migrationBuilder.DropColumn(
                name: "consent_required",
                table: "events");

            migrationBuilder.DropColumn(
                name: "consent_version",
                table: "events");

            migrationBuilder.DropColumn(
                name: "hidden_fields",
                table: "events");

            migrationBuilder.DropColumn(
                name: "purged_at",
                table: "events");

            migrationBuilder.DropColumn(
                name: "retention_days",
                table: "events");

            migrationBuilder.DropColumn(
                name: "retention_set_at",
                table: "events");
        }
    }
}
