// The tSQLt classes of the release on this server: each test by tSQLt.Run, in a transaction that is rolled
// back.
using System.Diagnostics;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Runs the test classes.</summary>
internal sealed class TestClassesCheck : IVerifyCheck
{
    private const int TestSeconds = 120;

    public string Name => "Test classes";

    public string Explanation =>
        "Every tSQLt test of the release. A time is that of the whole class; tests that fail are named.";

    public bool NeedsRepository => true;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        var classes = new TestClasses(TestClasses.DefaultFolder);
        var files = classes.Matching(context.Request.Classes);
        if (files.Count == 0)
        {
            return [VerifyRow.NotJudged("tests", $"no class is named {string.Join(" or ", context.Request.Classes)}")];
        }

        await using var connection = await context.OpenAsync(cancel);
        var began = Stopwatch.GetTimestamp();
        await classes.InstallAsync(connection, files, cancel);
        List<VerifyRow> rows = [];
        var installMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var all = 0;
        foreach (var name in files.Select(TestClasses.ClassOf))
        {
            var tests = (
                await connection.QueryAsync<string>(
                    new CommandDefinition(
                        "SELECT t.Name FROM tSQLt.Tests AS t WHERE t.TestClassName = @name ORDER BY t.Name;",
                        new { name },
                        cancellationToken: cancel
                    )
                )
            ).AsList();
            List<VerifyRow> failures = [];
            began = Stopwatch.GetTimestamp();
            foreach (var test in tests)
            {
                context.Step($"{name}: {test} ({++all})");
                if (await RunAsync(context, name, test, cancel) is { } failure)
                {
                    failures.Add(VerifyRow.Differs($"{name}: {test}", failure));
                }
            }

            var ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var text = $"{tests.Count - failures.Count} of {tests.Count} tests succeeded";
            rows.Add(
                failures.Count == 0 && tests.Count > 0 ? VerifyRow.Same(name, text, ms) : VerifyRow.Differs(name, text, ms)
            );
            rows.AddRange(failures);
        }

        rows.Insert(0, VerifyRow.Told("all classes", $"{files.Count} installed, {all} tests run", installMs));
        return rows;
    }

    /// <summary>Null when the test succeeded. Each test has a session of its own: what one leaves behind
    /// harms no other.</summary>
    private static async Task<string?> RunAsync(VerifyContext context, string name, string test, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel);
        var summary = "tSQLt has no result";
        try
        {
            await using SqlCommand run = new("EXEC tSQLt.Run @TestName;", connection) { CommandTimeout = TestSeconds };
            run.Parameters.AddWithValue("@TestName", $"[{name}].[{test}]");
            await run.ExecuteNonQueryAsync(cancel);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            // A test that did not succeed raises tSQLt's summary; the result says which and why.
            summary = ErrorText.Of(e);
        }

        var result = await connection.QueryFirstOrDefaultAsync<TestResult>(
            new CommandDefinition(
                "SELECT TOP (1) r.Result, r.Msg FROM tSQLt.TestResult AS r WHERE r.Class = @name AND r.TestCase = @test ORDER BY r.Id DESC;",
                new { name, test },
                cancellationToken: cancel
            )
        );
        return result switch
        {
            null => summary,
            { Result: "Success" } => null,
            // The tests make their own rows: nothing of the server is in their messages.
            _ => ErrorText.Short($"{result.Result}: {result.Msg ?? summary}"),
        };
    }

    private sealed record TestResult
    {
        public string Result { get; init; } = "";
        public string? Msg { get; init; }
    }
}
