using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Lanyard.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class TokensInOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_access_tokens",
                table: "access_tokens");

            migrationBuilder.DropIndex(
                name: "IX_access_tokens_expires_at",
                table: "access_tokens");

            migrationBuilder.AddPrimaryKey(
                name: "PK_access_tokens",
                table: "access_tokens",
                columns: new[] { "expires_at", "hash" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_access_tokens",
                table: "access_tokens");

            migrationBuilder.AddPrimaryKey(
                name: "PK_access_tokens",
                table: "access_tokens",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "IX_access_tokens_expires_at",
                table: "access_tokens",
                column: "expires_at");
        }
    }
}
