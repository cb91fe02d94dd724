// Many sessions at once on the same procedures: plans are shared, variables, temp tables and results are not.
using System.Globalization;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Programs;

[TestFixture]
[CancelAfter(120_000)]
public sealed class ConcurrencyTests
{
    private const int Sessions = 8;
    private const int Rounds = 60;

    [Test]
    public void Sessions_share_plans_but_neither_variables_nor_temp_tables_nor_lost_updates()
    {
        using var server = new ServerInstance(new EngineOptions());
        server.Storage.CreateDatabase("Test");
        using var setup = server.OpenAdministratorSession("Test");
        Run(
            setup,
            "CREATE TABLE dbo.Account (id int PRIMARY KEY, balance int NOT NULL); INSERT INTO dbo.Account VALUES (1, 0), (2, 0); CREATE TABLE dbo.Log (id int IDENTITY PRIMARY KEY, who int NOT NULL);"
        );
        Run(
            setup,
            """
            CREATE PROCEDURE dbo.Work @who int, @result int OUTPUT
            AS
            SET NOCOUNT, XACT_ABORT ON;
            CREATE TABLE #mine (n int PRIMARY KEY, who int NOT NULL);
            DECLARE @i int = 0;
            WHILE @i < 5
            BEGIN
                SET @i += 1;
                INSERT INTO #mine (n, who) VALUES (@i, @who);
            END;
            BEGIN TRANSACTION;
            UPDATE dbo.Account SET balance = balance + 1 WHERE id = 1;
            INSERT INTO dbo.Log (who) SELECT who FROM #mine WHERE n = 1;
            UPDATE dbo.Account SET balance = balance - 1 WHERE id = 2;
            COMMIT;
            SET @result = (SELECT SUM(who) FROM #mine);
            """
        );

        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(
            1,
            Sessions + 1,
            new ParallelOptions { MaxDegreeOfParallelism = Sessions },
            who =>
            {
                using var session = server.OpenAdministratorSession("Test");
                for (var round = 0; round < Rounds; round++)
                {
                    var output = new GoldenOutput();
                    session.ExecuteBatch(
                        string.Create(CultureInfo.InvariantCulture, $"DECLARE @r int; EXEC dbo.Work {who}, @r OUTPUT; PRINT @r;"),
                        output,
                        CancellationToken.None
                    );
                    if (
                        !string.Equals(
                            output.Text,
                            string.Create(CultureInfo.InvariantCulture, $"> {who * 5}\n"),
                            StringComparison.Ordinal
                        )
                    )
                    {
                        failures.Add(output.Text);
                    }

                    // DDL beside it makes plans be checked and compiled again.
                    if (round % 10 == 0)
                    {
                        session.ExecuteBatch(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"CREATE TABLE dbo.Side{who}_{round} (a int); ALTER TABLE dbo.Side{who}_{round} ADD b int NULL;"
                            ),
                            output,
                            CancellationToken.None
                        );
                    }
                }
            }
        );

        Assert.That(failures, Is.Empty);
        var result = new GoldenOutput();
        setup.ExecuteBatch(
            "SELECT a.balance, (SELECT COUNT(*) FROM dbo.Log) AS log, (SELECT COUNT(*) FROM sys.tables WHERE name LIKE N'Side%') AS tables FROM dbo.Account AS a ORDER BY a.id;",
            result,
            CancellationToken.None
        );
        Assert.That(
            result.Text,
            Does.Contain(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n{Sessions * Rounds} | {Sessions * Rounds} | 48\n-{Sessions * Rounds} | "
                )
            )
        );
    }

    private static void Run(Session session, string sql)
    {
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        Assert.That(output.Text, Does.Not.Contain("! Msg"));
    }
}
