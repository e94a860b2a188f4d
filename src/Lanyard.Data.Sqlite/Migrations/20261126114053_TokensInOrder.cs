using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Lanyard.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class TokensInOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // WITHOUT ROWID puts the rows themselves into the order of the key. Tokens of before are not taken along: their
            // text does not say when they end, and whoever has one asks for another within the hour.
            Rebuild(migrationBuilder, "PRIMARY KEY (expires_at, hash)) WITHOUT ROWID");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            Rebuild(migrationBuilder, "CONSTRAINT \"PK_access_tokens\" PRIMARY KEY (hash))");
            migrationBuilder.Sql("CREATE INDEX \"IX_access_tokens_expires_at\" ON access_tokens (expires_at)");
        }

        private static void Rebuild(MigrationBuilder migrationBuilder, string key) => migrationBuilder.Sql(
            $"""
            DROP TABLE access_tokens;
            CREATE TABLE access_tokens (
                hash BLOB NOT NULL,
                client_id INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                {key};
            """);
    }
}
