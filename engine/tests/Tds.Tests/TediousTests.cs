// tedious, the SQL Server client of Node.js, against the endpoint.
using System.Text.Json;
using AxMonitor.Engine.Types;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class TediousTests : FakeServerFixture
{
    [Test]
    public async Task Tedious_logs_in_with_full_encryption()
    {
        var result = await RunAsync("encrypt");

        Assert.That(result.GetProperty("encrypt").GetString(), Is.EqualTo("on"));
    }

    [Test]
    public async Task Tedious_with_a_wrong_password_is_refused()
    {
        var run = await ClientProgram.TediousAsync(Server.Port, "nonsense", "select");

        Assert.That(run.Output, Does.Contain("ELOGIN").And.Contain("Login failed for user 'sa'."), run.Error);
    }

    [Test]
    public async Task Tedious_reads_rows_and_errors()
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (sql.Contains("1/0", StringComparison.Ordinal))
            {
                sink.Error(8134, "Divide by zero error encountered.");
            }
            else if (sql.Contains("AS a, ", StringComparison.Ordinal))
            {
                sink.Table(
                    [("a", SqlType.Int), ("b", SqlType.NVarChar(4)), ("c", SqlType.Int)],
                    [SqlValue.FromInt64(1), SqlValue.FromString("text"), SqlValue.Null]
                );
            }
        };
        var result = await RunAsync("select", "error");

        Assert.That(result.GetProperty("select").GetProperty("rows").ToString(), Is.EqualTo("[[1,\"text\",null]]"));
        Assert.That(result.GetProperty("error").GetProperty("error").GetProperty("number").GetInt32(), Is.EqualTo(8134));
    }

    [Test]
    public async Task Tedious_sends_parameters_and_gets_output_values()
    {
        Backend.OnSql = (sql, _, p, sink, _) =>
        {
            if (sql.StartsWith("SET", StringComparison.Ordinal))
            {
                p[1].Value = SqlValue.FromInt64(p[0].Value.AsInt64() * 2);
                return;
            }

            sink.Table([.. p.Select(x => (x.Name[1..], x.Type))], [.. p.Select(x => x.Value)]);
        };
        var result = await RunAsync("parameters", "output");

        Assert.That(
            result.GetProperty("parameters").GetProperty("rows").ToString(),
            Is.EqualTo("[[42,\"gr\\u00FCn\",\"2026-02-03T04:05:06.007Z\",\"0102ff\",null]]")
                .Or.EqualTo("[[42,\"grün\",\"2026-02-03T04:05:06.007Z\",\"0102ff\",null]]")
        );
        Assert.That(result.GetProperty("output").GetProperty("output").GetProperty("out").GetInt32(), Is.EqualTo(42));
    }

    [Test]
    public async Task Tedious_prepares_once_and_executes_by_handle()
    {
        Backend.OnSql = (_, _, p, sink, _) => sink.Scalar(SqlType.Int, SqlValue.FromInt64(p[0].Value.AsInt64() + 1));
        var result = await RunAsync("prepared");

        Assert.That(result.GetProperty("prepared").ToString(), Is.EqualTo("[2,3,4]"));
    }

    [Test]
    public async Task Tedious_cancels_a_running_batch_and_goes_on()
    {
        Backend.OnBatch = (sql, sink, cancel) =>
        {
            if (sql.StartsWith("WAITFOR", StringComparison.Ordinal))
            {
                cancel.WaitHandle.WaitOne();
                cancel.ThrowIfCancellationRequested();
            }

            if (sql.StartsWith("SELECT", StringComparison.Ordinal))
            {
                sink.Scalar(SqlType.Int, SqlValue.FromInt64(2));
            }
        };
        var result = await RunAsync("cancel");

        Assert.That(result.GetProperty("cancel").GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("ECANCEL"));
        Assert.That(result.GetProperty("cancel").GetProperty("after").ToString(), Is.EqualTo("[[2]]"));
    }

    [Test]
    public async Task Tedious_streams_a_table_parameter()
    {
        Backend.OnProcedure = (_, p, sink, _) =>
        {
            sink.Scalar(SqlType.BigInt, SqlValue.FromInt64(p[0].TableRows!.Sum(r => r[0].AsInt64())));
            return 3;
        };
        var result = await RunAsync("table");

        Assert.That(result.GetProperty("table").GetProperty("rows").ToString(), Is.EqualTo("[[\"12497500\"]]"));
        Assert.That(result.GetProperty("table").GetProperty("status").GetInt32(), Is.EqualTo(3));
    }

    [Test]
    public async Task Tedious_loads_in_bulk()
    {
        var result = await RunAsync("bulk");

        Assert.That(result.GetProperty("bulk").GetProperty("rowCount").GetInt32(), Is.EqualTo(2500), result.ToString());
        Assert.That(Backend.Calls, Has.Some.EqualTo("bulk 11,name 11").And.Some.EqualTo("bulk 20,NULL"));
    }

    [Test]
    public async Task Tedious_runs_a_transaction()
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (sql.Contains("TRANCOUNT", StringComparison.Ordinal))
            {
                sink.Scalar(
                    SqlType.Int,
                    SqlValue.FromInt64(
                        Backend.Calls.Count(c => c.StartsWith("begin", StringComparison.Ordinal))
                            - Backend.Calls.Count(c => c == "rollback")
                    )
                );
            }
        };
        var result = await RunAsync("transaction");

        Assert.That(result.GetProperty("transaction").ToString(), Is.EqualTo("{\"inside\":[[1]],\"outside\":[[0]]}"));
    }

    private async Task<JsonElement> RunAsync(params string[] steps)
    {
        var run = await ClientProgram.TediousAsync(Server.Port, "Secret#1", steps);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
