// FreeTDS' tsql against the endpoint: a client written in C from the protocol's side, with its own TLS.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class FreeTdsTests : FakeServerFixture
{
    [TestCase("7.1")]
    [TestCase("7.2")]
    [TestCase("7.3")]
    [TestCase("7.4")]
    [TestCase("auto")]
    public async Task Tsql_logs_in_and_reads_rows(string version)
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (sql.Contains("two columns", StringComparison.Ordinal))
            {
                sink.Table(
                    [
                        ("Id", SqlType.Int),
                        ("Name", SqlType.NVarChar(30)),
                        ("At", SqlType.DateTime2(3)),
                        ("Amount", SqlType.Decimal(12, 2)),
                    ],
                    [
                        SqlValue.FromInt64(1),
                        SqlValue.FromString("Größe"),
                        SqlValue.FromDateTime(new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Unspecified)),
                        SqlValue.FromInt64(-1250),
                    ],
                    [SqlValue.FromInt64(2), SqlValue.Null, SqlValue.Null, SqlValue.Null]
                );
            }
        };
        var run = await ClientProgram.TsqlAsync(Server.Port, "Secret#1", "SELECT 'two columns'\nGO\n", version);

        Assert.That(
            run.Output,
            Does.Contain("1\tGröße\t").And.Contain("2026").And.Contain("-12.50").And.Contain("2\tNULL\tNULL\tNULL"),
            run.Error
        );
        Assert.That(run.Output, Does.Contain("(2 rows affected)"));
    }

    [Test]
    public async Task Tsql_shows_errors_with_number_severity_and_line()
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (sql.Contains("wrong", StringComparison.Ordinal))
            {
                sink.Message(new SqlMessage(208, 16, 1, "Invalid object name 'wrong'.", "", 2));
            }
        };
        var run = await ClientProgram.TsqlAsync(Server.Port, "Secret#1", "SELECT * FROM\nwrong\nGO\n");

        Assert.That(
            run.Output + run.Error,
            Does.Contain("Msg 208 (severity 16, state 1) from FAKE Line 2").And.Contain("Invalid object name 'wrong'.")
        );
    }

    [Test]
    public async Task Tsql_with_a_wrong_password_is_refused()
    {
        var run = await ClientProgram.TsqlAsync(Server.Port, "nonsense", "GO\n");

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Output + run.Error, Does.Contain("Msg 18456").And.Contain("Login failed for user 'sa'."));
    }
}
