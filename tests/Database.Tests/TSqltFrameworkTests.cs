// The stand-in for tSQLt must fail when a test is wrong: what it says of failing, erring and passing tests,
// and that nothing stays.

using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class TSqltFrameworkTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Install()
    {
        _server = await TestServer.StartAsync();
        await _server.RunScriptAsync(
            await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.TestClasses, "framework", "tSQLt.sql"))
        );
        await _server.RunScriptAsync(
            """
            CREATE TABLE dbo.Thing (Id int NOT NULL IDENTITY (1, 1) CONSTRAINT PK_Thing PRIMARY KEY, Name nvarchar(20) NOT NULL CONSTRAINT DF_Thing_Name DEFAULT (N'none'), Amount decimal(9, 2) NOT NULL);
            GO
            CREATE PROCEDURE dbo.AddThing @Name nvarchar(20), @Amount decimal(9, 2) AS INSERT dbo.Thing (Name, Amount) VALUES (@Name, @Amount);
            GO
            CREATE PROCEDURE dbo.AddTwo AS BEGIN EXEC dbo.AddThing N'a', 1; EXEC dbo.AddThing @Name = N'b', @Amount = 2.5; END;
            """
        );
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("EXEC tSQLt.AssertEquals 1, 1;", "Success", "")]
    [TestCase("EXEC tSQLt.AssertEquals 1, 2, N'count';", "Failure", "count Expected: <1> but was: <2>")]
    [TestCase("EXEC tSQLt.AssertEquals NULL, 2;", "Failure", "Expected: <NULL> but was: <2>")]
    [TestCase("EXEC tSQLt.AssertEqualsString N'a', N'A';", "Failure", "Expected: <a>")]
    [TestCase("EXEC tSQLt.AssertNotEquals 1, 1;", "Failure", "not equal <1>")]
    [TestCase("EXEC tSQLt.AssertLike N'a%', N'bcd';", "Failure", "Expected: <a%>")]
    [TestCase(
        "EXEC tSQLt.AssertObjectExists N'dbo.Thing'; EXEC tSQLt.AssertObjectExists N'dbo.Nothing';",
        "Failure",
        "'dbo.Nothing' does not exist"
    )]
    [TestCase("EXEC tSQLt.Fail N'because ', N'so';", "Failure", "because so")]
    [TestCase("SELECT 1 / 0;", "Error", "Divide by zero")]
    [TestCase(
        "CREATE TABLE #e (a int); CREATE TABLE #a (a int); INSERT #e VALUES (1), (1); INSERT #a VALUES (1), (1); EXEC tSQLt.AssertEqualsTable N'#e', N'#a';",
        "Success",
        ""
    )]
    [TestCase(
        "CREATE TABLE #e (a int); CREATE TABLE #a (a int); INSERT #e VALUES (1), (1); INSERT #a VALUES (1); EXEC tSQLt.AssertEqualsTable N'#e', N'#a';",
        "Failure",
        "2 rows expected"
    )]
    [TestCase(
        "CREATE TABLE #e (a int); CREATE TABLE #a (a int); INSERT #e VALUES (1); INSERT #a VALUES (2); EXEC tSQLt.AssertEqualsTable N'#e', N'#a';",
        "Failure",
        "Unexpected/missing resultset rows!"
    )]
    [TestCase("INSERT dbo.Thing (Amount) VALUES (1); EXEC tSQLt.AssertEmptyTable N'dbo.Thing';", "Failure", "was not empty")]
    [TestCase("EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50099; THROW 50099, N'x', 1;", "Success", "")]
    [TestCase(
        "EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50099; THROW 50098, N'x', 1;",
        "Failure",
        "Expected Error Number: 50099"
    )]
    [TestCase(
        "EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%gone%'; THROW 50098, N'x', 1;",
        "Failure",
        "like <%gone%>"
    )]
    [TestCase("EXEC tSQLt.ExpectException;", "Failure", "Expected an error to be raised.")]
    [TestCase("EXEC tSQLt.ExpectNoException; THROW 50098, N'x', 1;", "Failure", "Expected no error to be raised")]
    [TestCase("EXEC tSQLt.FakeTable N'dbo.Thing'; INSERT dbo.Thing (Id, Name) VALUES (7, NULL), (7, NULL);", "Success", "")]
    [TestCase(
        "EXEC tSQLt.FakeTable N'dbo.Thing', @Identity = 1, @Defaults = 1; INSERT dbo.Thing (Amount) VALUES (1.5); DECLARE @n nvarchar(40) = (SELECT CONCAT(Id, Name, Amount) FROM dbo.Thing); EXEC tSQLt.AssertEqualsString N'1none1.50', @n;",
        "Success",
        ""
    )]
    [TestCase("EXEC tSQLt.FakeTable N'dbo.Nothing';", "Error", "FakeTable could not resolve the object name, 'dbo.Nothing'")]
    [TestCase(
        "EXEC tSQLt.SpyProcedure N'dbo.AddThing'; EXEC dbo.AddTwo; DECLARE @n nvarchar(40) = (SELECT CONCAT(COUNT(*), MAX(Name)) FROM dbo.AddThing_SpyProcedureLog); EXEC tSQLt.AssertEqualsString N'2b', @n; EXEC tSQLt.AssertEmptyTable N'dbo.Thing';",
        "Success",
        ""
    )]
    public async Task A_test_with_this_body_has_this_result(string body, string result, string message)
    {
        await _server.RunScriptAsync(
            $"""
            EXEC tSQLt.NewTestClass N'Sample';
            GO
            CREATE PROCEDURE Sample.[test it] AS
            {body}
            """
        );
        await RunIgnoringFailures("[Sample].[test it]");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _server.ScalarAsync<string>("SELECT Result + N': ' + Msg FROM tSQLt.TestResult;"),
                Does.StartWith(result).And.Contain(message)
            );
            Assert.That(
                await _server.ScalarAsync<int>("SELECT COUNT(*) FROM dbo.Thing;"),
                Is.Zero,
                "what the test did is rolled back"
            );
            Assert.That(
                await _server.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.Thing') AND is_nullable = 0;"
                ),
                Is.EqualTo(3),
                "the real table is back"
            );
        }
    }

    [Test]
    public async Task Running_all_prints_the_summary_and_raises_an_error_when_a_test_failed()
    {
        await _server.RunScriptAsync(
            """
            EXEC tSQLt.NewTestClass N'Sample';
            GO
            CREATE PROCEDURE Sample.SetUp AS INSERT dbo.Thing (Amount) VALUES (1);
            GO
            CREATE PROCEDURE Sample.[test good] AS DECLARE @n int = (SELECT COUNT(*) FROM dbo.Thing); EXEC tSQLt.AssertEquals 1, @n;
            GO
            CREATE PROCEDURE Sample.[test bad] AS EXEC tSQLt.Fail N'no';
            GO
            CREATE PROCEDURE Sample.NotATest AS EXEC tSQLt.Fail N'not a test';
            """
        );
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new("EXEC tSQLt.RunAll;", connection);

        var failure = Assert.ThrowsAsync<SqlException>(command.ExecuteNonQueryAsync);

        // The client hands over what was printed before an error together with the error.
        List<string> printed = [.. failure!.Errors.Cast<SqlError>().Select(error => error.Message)];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                failure.Message,
                Does.Contain("Test Case Summary: 2 test case(s) executed, 1 succeeded, 0 skipped, 1 failed, 0 errored.")
            );
            Assert.That(printed, Has.Some.Contains("|Test Execution Summary|"));
            Assert.That(
                printed,
                Has.Some.Matches<string>(line =>
                    line.Contains("[Sample].[test bad]", StringComparison.Ordinal)
                    && line.Contains("Failure", StringComparison.Ordinal)
                )
            );
        }
    }

    private async Task RunIgnoringFailures(string test)
    {
        try
        {
            await _server.ExecuteAsync($"EXEC tSQLt.Run N'{test}';");
        }
        catch (SqlException exception) when (exception.Message.Contains("Test Case Summary", StringComparison.Ordinal))
        {
            // tSQLt raises its summary when a test did not pass; the result table tells which.
        }
    }
}
