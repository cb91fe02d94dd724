// knex, Sequelize and TypeORM, the object mappers of Node.js, against the real engine: connecting, reading
// the schema as they do, changing it, rows with parameters, transactions.
using System.Text.Json;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

[TestFixture]
internal sealed class OrmTests : EngineServerFixture
{
    [Test]
    public async Task Knex_migrates_reads_the_schema_and_runs_transactions()
    {
        var seen = await RunAsync("knex");

        Assert.That(Text(seen, "migrated"), Is.EqualTo("""["001_tables","002_alter"]"""));
        Assert.That(Text(seen, "tables"), Is.EqualTo("""["customer","knex_migrations","knex_migrations_lock","order"]"""));
        Assert.That(
            Text(seen, "columns"),
            Is.EqualTo(
                """{"id":"int(null) not null","name":"nvarchar(80) not null","credit":"decimal(null) null","created":"datetime2(null) null","remark":"nvarchar(-1) null"}"""
            )
        );
        Assert.That(Text(seen, "primary"), Is.EqualTo("""["id"]"""));
        Assert.That(Text(seen, "foreign"), Is.EqualTo("""[{"column":"customer_id","references":"customer","rule":"CASCADE"}]"""));
        Assert.That(Text(seen, "indexes"), Is.EqualTo("""["ix_order_customer: customer_id,state"]"""));
        Assert.That(Text(seen, "returning"), Is.EqualTo("""{"id":1,"name":"Größe","credit":12.5}"""));
        Assert.That(Text(seen, "page"), Is.EqualTo("""["shipped"]"""));
        Assert.That((Text(seen, "inside"), Text(seen, "after"), Text(seen, "cascaded")), Is.EqualTo(("0", "2", "0")));
        Assert.That(Text(seen, "check"), Is.EqualTo("547"));
        Assert.That(Text(seen, "rolledBackMigrations"), Is.EqualTo("""["002_alter","001_tables"]"""));
    }

    [Test]
    public async Task Sequelize_synchronises_reads_the_schema_changes_it_and_runs_transactions()
    {
        var seen = await RunAsync("sequelize");

        Assert.That(
            Text(seen, "author"),
            Is.EqualTo(
                """{"id":"INT not null key","name":"NVARCHAR(50) not null","born":"DATE","rating":"DECIMAL","createdAt":"DATETIMEOFFSET not null","updatedAt":"DATETIMEOFFSET not null"}"""
            )
        );
        Assert.That(Text(seen, "indexes"), Is.EqualTo("""["PK__Books unique: id","ix_title: title,pages"]"""));
        Assert.That(Text(seen, "constraints"), Is.EqualTo("""["FOREIGN KEY","PRIMARY KEY (clustered)"]"""));
        Assert.That(Text(seen, "foreign"), Is.EqualTo("""["authorId -> Authors.id"]"""));
        Assert.That((Text(seen, "changed"), Text(seen, "removed")), Is.EqualTo(("NVARCHAR(20)", "false")));
        Assert.That(Text(seen, "found"), Is.EqualTo("""{"born":"1990-02-03","rating":4.25,"books":["Two","One"]}"""));
        Assert.That((Text(seen, "raw"), Text(seen, "bound"), Text(seen, "incremented")), Is.EqualTo(("30", "42", "5.25")));
        Assert.That(
            (Text(seen, "unique"), Text(seen, "foreignKey")),
            Is.EqualTo(("SequelizeUniqueConstraintError", "SequelizeForeignKeyConstraintError"))
        );
        Assert.That((Text(seen, "inside"), Text(seen, "after"), Text(seen, "cascaded")), Is.EqualTo(("0", "2", "0")));
        Assert.That(Text(seen, "dropped"), Is.EqualTo("[]"));
    }

    [Test]
    public async Task TypeOrm_finds_nothing_to_do_the_second_time_and_changes_what_it_is_told_to()
    {
        var seen = await RunAsync("typeorm");

        Assert.That(Text(seen, "secondSync"), Is.EqualTo("[]"));
        Assert.That(Text(seen, "tables"), Is.EqualTo("""["customer","extra","migrations","order"]"""));
        Assert.That(
            Text(seen, "columns"),
            Is.EqualTo(
                """["amount float not null","customerId int not null","flag bit not null","id uniqueidentifier not null key","note ntext"]"""
            )
        );
        Assert.That(Text(seen, "indexes"), Is.EqualTo("""["IX_amount: amount,flag"]"""));
        Assert.That(Text(seen, "foreign"), Is.EqualTo("""["customerId -> customer CASCADE"]"""));
        Assert.That(Text(seen, "uniques"), Is.EqualTo("""["name"]"""));
        Assert.That(Text(seen, "has"), Is.EqualTo("[true,false,true,true]"));
        Assert.That(
            Text(seen, "extra"),
            Is.EqualTo("""[["id","order_id","kind"],["ix_kind"],["uq_order"],["ck_kind"],["fk_order"]]""")
        );
        Assert.That(Text(seen, "found"), Is.EqualTo("""{"credit":12.5,"version":1,"amounts":[1.5,2.5],"isDate":true}"""));
        Assert.That((Text(seen, "version"), Text(seen, "sum"), Text(seen, "unique")), Is.EqualTo(("2", "4", "2627")));
        Assert.That((Text(seen, "inside"), Text(seen, "after"), Text(seen, "cascaded")), Is.EqualTo(("0", "2", "0")));
        Assert.That(Text(seen, "dropped"), Is.EqualTo("0"));
    }

    private static string Text(JsonElement seen, string name)
    {
        var value = seen.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    private async Task<JsonElement> RunAsync(string client)
    {
        var run = await ClientProgram.NodeAsync(client, client + ".js", Server.Port, Password);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
