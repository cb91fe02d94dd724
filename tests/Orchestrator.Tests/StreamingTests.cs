// The stream itself, over real TDS on both sides: values arrive unchanged, memory stays flat however many
// rows pass, and errors on either side end where they belong.
using System.Data;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

public sealed class StreamingTests
{
    private static readonly DateTime Captured = new(2026, 3, 1, 12, 0, 0, 123, DateTimeKind.Utc);
    private ScriptedServer _watched = null!;
    private ScriptedServer _repository = null!;

    [SetUp]
    public async Task StartServers()
    {
        _watched = await ScriptedServer.StartAsync();
        _repository = await ScriptedServer.StartAsync();
        _repository.OnProcedure = (_, parameters, sink, _) => Answer(sink, parameters[^1].TableRows!.Count());
    }

    [TearDown]
    public async Task StopServers()
    {
        await _watched.DisposeAsync();
        await _repository.DisposeAsync();
    }

    [Test]
    public async Task Header_and_rows_arrive_unchanged()
    {
        var text = new string('Ω', 20_000);
        _watched.OnBatch = (_, _, sink, _) =>
        {
            Header(sink);
            Columns(
                sink,
                ("Id", SqlType.BigInt),
                ("Name", SqlType.NVarChar(128)),
                ("Text", SqlType.NVarChar(SqlType.Max)),
                ("At", SqlType.DateTime2(3)),
                ("Info", SqlType.VarBinary(128)),
                ("IsOn", SqlType.Bit),
                ("Share", SqlType.Decimal(9, 2))
            );
            sink.Row([
                SqlValue.FromInt64(long.MaxValue),
                SqlValue.FromString("näme"),
                SqlValue.FromString(text),
                SqlValue.FromDateTime(Captured),
                SqlValue.FromBytes([1, 2, 3]),
                SqlValue.FromBool(true),
                SqlValue.FromUnscaled(1234),
            ]);
            sink.Row([
                SqlValue.FromInt64(2),
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
            ]);
            Done(sink);
        };
        List<SqlValue[]> rows = [];
        IReadOnlyList<Engine.Programs.SqlParameter> parameters = [];
        var procedure = "";
        _repository.OnProcedure = (name, p, sink, _) =>
        {
            procedure = name;
            parameters = p;
            rows = p[^1].TableRows!.ToList();
            Answer(sink, rows.Count);
        };

        var runId = Guid.NewGuid();
        var (saved, read) = await CollectAsync(runId: runId);

        Assert.Multiple(() =>
        {
            Assert.That(procedure, Is.EqualTo("collect.SaveRequests"));
            Assert.That(parameters.Select(p => p.Name), Is.EqualTo(new[] { "@InstanceId", "@RunId", "@CapturedAt", "@Rows" }));
            Assert.That(parameters[2].Type.Kind, Is.EqualTo(SqlTypeKind.DateTime2));
            Assert.That(parameters[2].Value.AsDateTime(), Is.EqualTo(Captured));
            Assert.That(parameters[3].TableTypeName, Is.EqualTo("stage.Requests"));
            Assert.That((saved.SavedRows, saved.WasDuplicate, read), Is.EqualTo((2, false, 2)));
            Assert.That(rows[0][0].AsInt64(), Is.EqualTo(long.MaxValue));
            Assert.That(rows[0][1].AsString(), Is.EqualTo("näme"));
            Assert.That(rows[0][2].AsString(), Is.EqualTo(text));
            Assert.That(rows[0][3].AsDateTime(), Is.EqualTo(Captured));
            Assert.That(rows[0][4].AsBytes(), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(rows[0][5].AsBool(), Is.True);
            Assert.That((long)rows[0][6].AsUnscaled(), Is.EqualTo(1234));
            Assert.That(rows[1].Skip(1).All(v => v.IsNull), Is.True);
        });
    }

    [Test]
    public async Task No_rows_arrive_as_no_rows()
    {
        _watched.OnBatch = (_, _, sink, _) =>
        {
            Header(sink);
            Columns(sink, ("Id", SqlType.Int));
            Done(sink);
        };
        Assert.That((await CollectAsync()).Saved.SavedRows, Is.Zero);
    }

    [Test]
    public async Task Memory_stays_flat_while_many_rows_pass()
    {
        const int Count = 200_000;
        var text = new string('x', 400);
        _watched.OnBatch = (_, _, sink, cancel) =>
        {
            Header(sink);
            Columns(sink, ("Id", SqlType.Int), ("Text", SqlType.NVarChar(SqlType.Max)));
            for (var i = 0; i < Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                sink.Row([SqlValue.FromInt64(i), SqlValue.FromString(text)]);
            }

            Done(sink);
        };
        var heap = new List<long>();
        _repository.OnProcedure = (_, parameters, sink, _) =>
        {
            var rows = 0;
            foreach (var row in parameters[^1].TableRows!)
            {
                rows++;
                if (rows % (Count / 5) == 0)
                {
                    heap.Add(GC.GetTotalMemory(forceFullCollection: true));
                }
            }

            Answer(sink, rows);
        };

        var (saved, read) = await CollectAsync(timeout: TimeSpan.FromSeconds(60));

        Assert.That((saved.SavedRows, read), Is.EqualTo((Count, Count)));
        TestContext.Out.WriteLine("heap in MB: " + string.Join(", ", heap.Select(h => h >> 20)));

        // 160 MB of text pass; what any stage held of it would show as growth between the first fifth and the
        // last.
        Assert.That(heap[^1] - heap[0], Is.LessThan(8 << 20));
    }

    [Test]
    public async Task An_error_of_the_procedure_arrives_with_its_number()
    {
        _watched.OnBatch = (_, _, sink, _) => Rows(sink, 10);
        _repository.OnProcedure = (name, parameters, sink, _) =>
        {
            foreach (var row in parameters[^1].TableRows!) { }

            sink.Message(new SqlMessage(50010, 16, 1, "Unknown instance 1.", name, 12));
        };
        var error = Assert.ThrowsAsync<SqlException>(() => CollectAsync());
        Assert.That(error!.Number, Is.EqualTo(50010));
        await Task.CompletedTask;
    }

    [TestCase(1205)]
    [TestCase(1222)]
    public async Task A_save_chosen_as_deadlock_victim_is_sent_again_with_the_same_rows(int number)
    {
        var readings = 0;
        List<int> sent = [];
        _watched.OnBatch = (_, _, sink, _) =>
        {
            readings++;
            Rows(sink, 1000);
        };
        _repository.OnProcedure = (name, parameters, sink, _) =>
        {
            sent.Add(parameters[^1].TableRows!.Count());
            if (sent.Count < 3)
            {
                sink.Message(new SqlMessage(number, 13, 1, "Chosen as the victim.", name, 12));
            }
            else
            {
                Answer(sink, sent[^1]);
            }
        };

        var (saved, _) = await CollectAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(saved.SavedRows, Is.EqualTo(1000));
            Assert.That(sent, Is.EqualTo(new[] { 1000, 1000, 1000 }));
            Assert.That(readings, Is.EqualTo(1), "the watched server is asked once");
        }
    }

    [Test]
    public void A_save_that_is_a_victim_again_and_again_fails_with_the_number()
    {
        var attempts = 0;
        _watched.OnBatch = (_, _, sink, _) => Rows(sink, 10);
        _repository.OnProcedure = (name, parameters, sink, _) =>
        {
            attempts += parameters[^1].TableRows!.Count() / 10;
            sink.Message(new SqlMessage(1205, 13, 1, "Chosen as the victim.", name, 12));
        };
        var error = Assert.ThrowsAsync<SqlException>(() => CollectAsync());
        Assert.That((error!.Number, attempts), Is.EqualTo((1205, 3)));
    }

    [Test]
    public void An_error_of_the_batch_arrives_with_its_number()
    {
        _watched.OnBatch = (_, _, sink, _) =>
            sink.Message(new SqlMessage(300, 14, 1, "VIEW SERVER STATE permission was denied.", "", 1));
        var error = Assert.ThrowsAsync<SqlException>(() => CollectAsync());
        Assert.That(error!.Number, Is.EqualTo(300));
    }

    [TestCase(601)]
    [TestCase(1205)]
    [TestCase(1222)]
    public async Task A_batch_that_met_somebody_elses_work_is_sent_once_more(int number)
    {
        var readings = 0;
        _watched.OnBatch = (_, _, sink, _) =>
        {
            if (++readings == 1)
            {
                sink.Message(new SqlMessage(number, 13, 1, "Somebody else was there.", "", 1));
            }
            else
            {
                Rows(sink, 10);
            }
        };

        var (saved, read) = await CollectAsync(timeout: TimeSpan.FromSeconds(60));

        Assert.That((readings, saved.SavedRows, read), Is.EqualTo((2, 10, 10)));
    }

    [TestCase(601, "Rows moved while they were read without locks.")]
    [TestCase(1222, "What it reads was locked.")]
    public void One_that_meets_it_twice_says_so_in_plain_words(int number, string words)
    {
        var readings = 0;
        var saves = 0;
        _watched.OnBatch = (_, _, sink, _) =>
        {
            readings++;
            sink.Message(new SqlMessage(number, 12, 1, "Could not continue scan with NOLOCK.", "", 1));
        };
        _repository.OnProcedure = (_, _, _, _) => saves++;

        var error = Assert.ThrowsAsync<SourceBusyException>(() => CollectAsync(timeout: TimeSpan.FromSeconds(60)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((readings, saves), Is.EqualTo((2, 0)), "no bookmark moves");
            Assert.That(error!.Message, Does.StartWith(words).And.Contain($"error {number}").And.Contain("nothing is lost"));
            Assert.That((error.InnerException as SqlException)?.Number, Is.EqualTo(number));
        }
    }

    [Test]
    public void One_that_met_it_late_is_left_to_the_next_run()
    {
        var time = new FakeTimeProvider();
        var readings = 0;
        _watched.OnBatch = (_, _, sink, _) =>
        {
            readings++;
            time.Advance(TimeSpan.FromMilliseconds(600));
            sink.Message(new SqlMessage(1222, 16, 1, "Lock request time out period exceeded.", "", 1));
        };

        Assert.ThrowsAsync<SourceBusyException>(() => CollectAsync(timeout: TimeSpan.FromSeconds(1), time: time));

        Assert.That(readings, Is.EqualTo(1));
    }

    [Test]
    public async Task An_error_of_the_batch_among_the_rows_fails_the_save_and_spares_the_next()
    {
        _watched.OnBatch = (_, _, sink, _) =>
        {
            Rows(sink, 30_000, isDone: false);
            sink.Message(new SqlMessage(8134, 16, 1, "Divide by zero error encountered.", "", 3));
        };
        var error = Assert.ThrowsAsync<SqlException>(() => CollectAsync());
        Assert.That(error!.Number, Is.EqualTo(8134));

        _watched.OnBatch = (_, _, sink, _) => Rows(sink, 3);
        Assert.That((await CollectAsync()).Saved.SavedRows, Is.EqualTo(3));
    }

    [Test]
    public void A_batch_with_one_result_set_is_named_as_wrong()
    {
        _watched.OnBatch = (_, _, sink, _) => Header(sink);
        Assert.That(
            () => CollectAsync(),
            Throws.InvalidOperationException.With.Message.Contains("a header row and then the rows")
        );
    }

    [Test]
    public async Task A_batch_that_hangs_is_cancelled_on_the_server()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watched.OnBatch = (_, _, _, cancel) =>
        {
            started.SetResult();
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
            cancelled.SetResult();
            cancel.ThrowIfCancellationRequested();
        };
        using var cancel = new CancellationTokenSource();
        var run = CollectAsync(cancel: cancel.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await cancel.CancelAsync();

        Assert.That(async () => await run, Throws.Exception);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task A_source_cancelled_among_the_rows_ends_both_sides()
    {
        using var cancel = new CancellationTokenSource();
        _watched.OnBatch = (_, _, sink, token) =>
        {
            Header(sink);
            Columns(sink, ("Id", SqlType.Int));
            for (var i = 0; !token.IsCancellationRequested && i < 50_000_000; i++)
            {
                sink.Row([SqlValue.FromInt64(i)]);
            }

            token.ThrowIfCancellationRequested();
        };
        _repository.OnProcedure = (_, parameters, sink, _) =>
        {
            var rows = 0;
            foreach (var row in parameters[^1].TableRows!)
            {
                if (++rows == 1000)
                {
                    cancel.Cancel();
                }
            }

            Answer(sink, rows);
        };

        Assert.That(
            async () =>
                await CollectAsync(timeout: TimeSpan.FromSeconds(30), cancel: cancel.Token).WaitAsync(TimeSpan.FromSeconds(20)),
            Throws.Exception
        );
        _repository.OnProcedure = (_, parameters, sink, _) => Answer(sink, parameters[^1].TableRows!.Count());
        _watched.OnBatch = (_, _, sink, _) => Rows(sink, 3);
        Assert.That((await CollectAsync()).Saved.SavedRows, Is.EqualTo(3));
    }

    [Test]
    public async Task A_bookmark_keeps_its_types_and_its_nulls()
    {
        _repository.OnProcedure = (_, _, sink, _) =>
        {
            Columns(
                sink,
                ("BookmarkFile", SqlType.NVarChar(512)),
                ("BookmarkOffset", SqlType.BigInt),
                ("BookmarkEventAt", SqlType.DateTime2(3))
            );
            sink.Row([SqlValue.FromString("a.xel"), SqlValue.FromInt64(5), SqlValue.Null]);
            Done(sink);
        };
        var bookmark = await Ingestion().GetParametersAsync(1, "BlockedProcesses", CancellationToken.None);
        Assert.That(
            bookmark,
            Is.EqualTo(
                new[]
                {
                    new BatchParameter("BookmarkFile", SqlDbType.NVarChar, "a.xel"),
                    new BatchParameter("BookmarkOffset", SqlDbType.BigInt, 5L),
                    new BatchParameter("BookmarkEventAt", SqlDbType.DateTime2, null),
                }
            )
        );

        IReadOnlyList<Engine.Programs.SqlParameter> seen = [];
        _watched.OnBatch = (_, p, sink, _) =>
        {
            seen = p;
            Rows(sink, 0);
        };
        _repository.OnProcedure = (_, parameters, sink, _) => Answer(sink, parameters[^1].TableRows!.Count());
        await CollectAsync(parameters: bookmark);
        Assert.That(
            seen.Select(p => (p.Name, p.Type.Kind, p.Value.IsNull)),
            Is.EqualTo(
                new[]
                {
                    ("@BookmarkFile", SqlTypeKind.NVarChar, false),
                    ("@BookmarkOffset", SqlTypeKind.BigInt, false),
                    ("@BookmarkEventAt", SqlTypeKind.DateTime2, true),
                }
            )
        );
    }

    private async Task<(SaveResult Saved, int Read)> CollectAsync(
        Guid runId = default,
        TimeSpan? timeout = null,
        IReadOnlyList<BatchParameter>? parameters = null,
        TimeProvider? time = null,
        CancellationToken cancel = default
    )
    {
        var source = new SqlWatchedSource(time ?? TimeProvider.System);
        await using var reading = await source.ReadAsync(
            _watched.ConnectionString,
            "SELECT 1;",
            parameters ?? [],
            timeout ?? TimeSpan.FromSeconds(10),
            cancel
        );
        var saved = await Ingestion().SaveAsync(Samples.Collector(), runId, reading.Header, reading.Rows, cancel);
        return (saved, reading.Rows.RowsRead);
    }

    private SqlIngestion Ingestion() =>
        new(
            new RepositoryConnection(
                new OrchestratorOptions { RepositoryConnectionString = _repository.ConnectionString },
                TimeProvider.System
            ),
            TimeProvider.System
        );

    private static void Header(IResultSink sink)
    {
        Columns(sink, ("CapturedAt", SqlType.DateTime2(3)));
        sink.Row([SqlValue.FromDateTime(Captured)]);
        Done(sink);
    }

    private static void Rows(IResultSink sink, int count, bool isDone = true)
    {
        Header(sink);
        Columns(sink, ("Id", SqlType.Int));
        for (var i = 0; i < count; i++)
        {
            sink.Row([SqlValue.FromInt64(i)]);
        }

        if (isDone)
        {
            Done(sink);
        }
    }

    private static void Answer(IResultSink sink, int rows)
    {
        Columns(sink, ("SavedRows", SqlType.Int), ("WasDuplicate", SqlType.Bit));
        sink.Row([SqlValue.FromInt64(rows), SqlValue.FromBool(false)]);
        Done(sink);
    }

    private static void Columns(IResultSink sink, params (string Name, SqlType Type)[] columns) =>
        sink.Columns([.. columns.Select(c => new ResultColumn(c.Name, c.Type, true))]);

    private static void Done(IResultSink sink) => sink.StatementDone(null, inProcedure: false, wasSelect: true);
}
