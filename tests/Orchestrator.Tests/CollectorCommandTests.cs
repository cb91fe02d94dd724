// axmonitor collector list and show, and deploy xe --script: what people read and paste.
using System.Data;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorCommandTests
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [TearDown]
    public void CleanUp()
    {
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [SetUp]
    public void Clear()
    {
        _output.GetStringBuilder().Clear();
        _errors.GetStringBuilder().Clear();
        _folder.Write(
            ".env",
            """
            AXMONITOR__Repository__ConnectionString="Server=.;Database=AxMonitor"
            AXMONITOR__Instances__PRD="Server=."
            """
        );
    }

    [Test]
    public async Task List_shows_each_collector_in_a_line()
    {
        Assert.That(await InvokeAsync("collector", "list"), Is.Zero, _errors.ToString());
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Select(l => l.Split(' ')[0]), Does.Contain("Waits").And.Contain("Preflight").And.Ordered);
        Assert.That(
            lines.Single(l => l.StartsWith("Waits ", StringComparison.Ordinal)),
            Does.Contain("every 60 s").And.Contain("time-out 5 s").And.Contain("rows    3000").And.Contain("VIEW SERVER STATE")
        );
    }

    [Test]
    public async Task Show_prints_the_text_with_its_includes()
    {
        Assert.That(await InvokeAsync("collector", "show", "Errors"), Is.Zero, _errors.ToString());
        Assert.That(
            _output.ToString(),
            Does.StartWith("-- interval: 10 s")
                .And.Contain("N' error_reported '")
                .And.Contain("-- Shared/EventFile.sql begins.")
                .And.Contain("SET LOCK_TIMEOUT 50;")
                .And.Not.Contain("-- include:")
        );
    }

    [Test]
    public async Task Show_names_a_collector_that_is_not_there()
    {
        Assert.That(await InvokeAsync("collector", "show", "Nowhere"), Is.EqualTo(1));
        Assert.That(_errors.ToString(), Does.Contain("Collector 'Nowhere' has no file"));
    }

    [Test]
    public async Task Show_for_an_instance_declares_the_parameters_of_its_next_run()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnProcedure = (name, _, sink, _) =>
        {
            if (name == "ops.GetSchedule")
            {
                string[] texts = ["InstanceName", "CollectorName", "QueryText"];
                sink.Columns([
                    new ResultColumn("InstanceId", SqlType.Int, false),
                    new ResultColumn("RowLimit", SqlType.Int, false),
                    .. texts.Select(t => new ResultColumn(t, SqlType.NVarChar(256), true)),
                ]);
                sink.Row([
                    SqlValue.FromInt64(1),
                    SqlValue.FromInt64(2000),
                    SqlValue.FromString("AX Production"),
                    SqlValue.FromString("Errors"),
                    SqlValue.FromString("SELECT 'own';"),
                ]);
            }
            else
            {
                sink.Columns([
                    new ResultColumn("BookmarkFile", SqlType.NVarChar(512), true),
                    new ResultColumn("BookmarkOffset", SqlType.BigInt, true),
                ]);
                sink.Row([SqlValue.FromString("it's.xel"), SqlValue.FromInt64(77)]);
            }

            sink.StatementDone(1, inProcedure: true, wasSelect: true);
        };
        _folder.Write(
            ".env",
            $"""
            AXMONITOR__Repository__ConnectionString="{server.ConnectionString}"
            AXMONITOR__Instances__PRD="{server.ConnectionString}"
            """
        );

        Assert.That(
            await InvokeAsync("collector", "show", "Errors", "--instance", "AX Production"),
            Is.Zero,
            _errors.ToString()
        );
        Assert.That(
            _output.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                DECLARE @RowLimit int = 2000;
                DECLARE @ShrinkFactor int = 1;
                DECLARE @AxDatabaseName nvarchar(max) = NULL;
                DECLARE @BookmarkFile nvarchar(max) = N'it''s.xel';
                DECLARE @BookmarkOffset bigint = 77;

                SELECT 'own';

                """.ReplaceLineEndings("\n")
            )
        );
        Assert.That(await InvokeAsync("collector", "show", "Errors", "--instance", "TST"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_text_of_an_instance_is_shown_before_it_is_saved_and_saved_on_demand_alone()
    {
        await using var server = await ScriptedServer.StartAsync();
        List<string> saved = [];
        server.OnProcedure = (name, parameters, sink, _) =>
        {
            saved.Add($"{name} {string.Join(", ", parameters.Take(3).Select(p => p.Value.IsNull ? "NULL" : p.Value.AsString()))}");
            sink.StatementDone(0, inProcedure: true, wasSelect: false);
        };
        _folder.Write(".env", $"AXMONITOR__Repository__ConnectionString=\"{server.ConnectionString}\"");
        var file = _folder.Write("own.sql", "-- needs: VIEW SERVER STATE\nSELECT 1; SELECT 2;");

        Assert.That(await InvokeAsync("collector", "set-text", "Waits", "--instance", "PRD", "--file", file), Is.Zero);
        Assert.That(saved, Is.Empty);
        Assert.That(_output.ToString(), Does.Contain("SELECT 1; SELECT 2;").And.Contain("Nothing was changed. With --save"));

        Assert.That(await InvokeAsync("collector", "set-text", "Waits", "--instance", "PRD", "--file", file, "--save"), Is.Zero);
        Assert.That(await InvokeAsync("collector", "set-text", "Waits", "--instance", "PRD", "--save"), Is.Zero);
        Assert.That(
            saved,
            Is.EqualTo(
                new[]
                {
                    "config.SetCollectorText PRD, Waits, -- needs: VIEW SERVER STATE\nSELECT 1; SELECT 2;",
                    "config.SetCollectorText PRD, Waits, NULL",
                }
            )
        );
    }

    [Test]
    public async Task A_text_that_does_more_than_read_is_shown_and_refused()
    {
        var file = _folder.Write("own.sql", "SELECT 1;\nDELETE dbo.CUSTTABLE;\nEXEC xp_cmdshell N'x';");

        Assert.That(await InvokeAsync("collector", "set-text", "Waits", "--instance", "PRD", "--file", file, "--save"), Is.EqualTo(1));
        Assert.That(
            _output.ToString(),
            Does.Contain($"REFUSED  {file}, line 2: DELETE of dbo.CUSTTABLE is refused.")
                .And.Contain($"REFUSED  {file}, line 3: EXECUTE of anything but sp_executesql is refused.")
                .And.Not.Contain("Saved")
        );
    }

    [Test]
    public void Values_of_all_kinds_are_declared_as_literals()
    {
        var text = CollectorCommand.Declarations([
            new BatchParameter("At", SqlDbType.DateTime2, new DateTime(2026, 1, 2, 3, 4, 5, 678)),
            new BatchParameter("Is", SqlDbType.Bit, true),
            new BatchParameter("Hash", SqlDbType.VarBinary, new byte[] { 1, 255 }),
            new BatchParameter("Share", SqlDbType.Decimal, 1.5m),
            new BatchParameter("None", SqlDbType.Int, null),
        ]);
        Assert.That(
            text,
            Is.EqualTo(
                "DECLARE @At datetime2 = '2026-01-02T03:04:05.6780000';\nDECLARE @Is bit = 1;\nDECLARE @Hash varbinary(max) = 0x01FF;\n"
                    + "DECLARE @Share decimal(38, 10) = 1.5;\nDECLARE @None int = NULL;\n"
            )
        );
    }

    [Test]
    public async Task Scripts_of_event_sessions_are_printed_whole()
    {
        Assert.That(await InvokeAsync("deploy", "xe", "--script"), Is.Zero, _errors.ToString());
        var text = _output.ToString();
        Assert.Multiple(() =>
        {
            foreach (var session in new[] { "AxMonitor_Blocking", "AxMonitor_Errors", "AxMonitor_LongQueries" })
            {
                Assert.That(text, Does.Contain($"DECLARE @Session sysname = N'{session}';"));
            }

            Assert.That(text.Split("EXEC sys.sp_executesql @Statements;"), Has.Length.EqualTo(4), "each with the shared part");
            Assert.That(text, Does.Not.Contain("DROP EVENT SESSION AxMonitor"));
        });
    }

    private Task<int> InvokeAsync(params string[] arguments) =>
        CommandLine
            .Build(_output, _errors)
            .Parse([.. arguments, "--config", _folder.Path, "--environment", "Test"])
            .InvokeAsync();
}
