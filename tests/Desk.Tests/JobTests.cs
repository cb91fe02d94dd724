// Long work: queued at the desk, done by a runner, seen while it goes on, taken away, cancelled, and begun
// again when its runner is gone.
using System.IO.Compression;
using System.Net;
using AxMonitor.Orchestrator.Jobs.Long;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Extensions.Logging;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class JobTests
{
    [SetUp]
    public Task Empty() => DeskFixture.ExecuteAsync("DELETE ops.Job;");

    [TestCase("csv", "'=1+1")]
    [TestCase("json", "\"=1\\u002B1")]
    public async Task An_export_is_packed_and_taken_away(string format, string cell)
    {
        var mark = Guid.NewGuid().ToString("N");
        await DeskFixture.AddAlertAsync(mark, "=1+1 " + mark);
        var day = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var reader = await DeskReader.SignedInAsync("poweruser");
        var id = await QueueAsync(
            reader,
            "Export",
            new()
            {
                ["sets"] = "alerts",
                ["from"] = day,
                ["to"] = day,
                ["format"] = format,
            }
        );
        Assert.That(await reader.ReadAsync($"/jobs/{id}"), Does.Contain("waits for its turn"));
        Assert.That(await Runner().RunNextAsync(CancellationToken.None), Is.True);
        Assert.That(await reader.ReadAsync($"/jobs/{id}"), Does.Contain("rows of alerts.").And.Contain(".zip"));

        using var answer = await reader.GetAsync($"/jobs/{id}?handler=file");
        Assert.That(answer.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
        await using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        using var text = new StreamReader(await archive.GetEntry("alerts." + format)!.OpenAsync());
        Assert.That(await text.ReadToEndAsync(), Does.Contain(cell + " " + mark));
        Assert.That(
            await ActionsAsync(id),
            Is.EqualTo("QueueJob poweruser, CompleteJob poweruser"),
            "who asked for it stands in the audit"
        );
        Assert.That(await Runner().RunNextAsync(CancellationToken.None), Is.False, "a job is done once");
    }

    [Test]
    public async Task How_far_it_is_comes_live_and_cancelling_ends_it()
    {
        var work = new HeldWork();
        using var reader = await DeskReader.SignedInAsync("poweruser");
        var id = await QueueAsync(reader, "Export", Export());
        var run = Runner(work).RunNextAsync(CancellationToken.None);
        await work.Begun.Task;
        var events = reader.ReadAsync($"/jobs/{id}?handler=events");
        await UntilAsync($"SELECT COUNT(*) FROM ops.Job WHERE JobId = {id} AND DoneCount = 3;");
        Assert.That(
            await reader.ReadAsync($"/jobs/{id}"),
            Does.Contain("3 of 12 (25 %)").And.Contain("a second").And.Contain("left").And.Contain("value=\"25\"")
        );
        (await reader.PostAsync($"/jobs/{id}?handler=Cancel")).Dispose();
        await run;
        Assert.That(await events, Does.Contain("\"percentDone\":25").And.Contain("\"isActive\":false"));
        Assert.That(await StateAsync(id), Is.EqualTo("cancelled"));
        using var twice = await reader.PostAsync($"/jobs/{id}?handler=Cancel");
        Assert.That(twice.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Anothers_job_is_cancelled_by_an_administrator_alone()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        using var power = await DeskReader.SignedInAsync("poweruser");
        var id = await QueueAsync(admin, "Export", Export());
        using (var refused = await power.PostAsync($"/jobs/{id}?handler=Cancel"))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("an administrator may cancel it"));
        }

        var own = await QueueAsync(power, "Export", Export());
        (await admin.PostAsync($"/jobs/{own}?handler=Cancel")).Dispose();
        Assert.That(await StateAsync(own), Is.EqualTo("cancelled"));
        Assert.That(await StateAsync(id), Is.EqualTo("queued"));
    }

    [Test]
    public async Task What_its_runner_left_is_begun_again_and_says_so_and_is_given_up_after_three_times()
    {
        using var reader = await DeskReader.SignedInAsync("poweruser");
        var id = await QueueAsync(reader, "Export", Export());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var job = await Queue().ClaimAsync(CancellationToken.None);
            Assert.That(job!.AttemptCount, Is.EqualTo(attempt));
            Assert.That(await Queue().ClaimAsync(CancellationToken.None), Is.Null, "while the lease holds it is nobody else's");
            if (attempt == 2)
            {
                Assert.That(await reader.ReadAsync($"/jobs/{id}"), Does.Contain("begun again").And.Contain("begun 2 times"));
            }

            await DeskFixture.ExecuteAsync("UPDATE ops.Job SET LeaseExpiresAt = DATEADD(second, -1, SYSUTCDATETIME());");
        }

        Assert.That(await Queue().ClaimAsync(CancellationToken.None), Is.Null);
        Assert.That(await StateAsync(id), Is.EqualTo("failed"));
        Assert.That(await reader.ReadAsync($"/jobs/{id}"), Does.Contain("Given up: it was begun 3 times"));
    }

    [Test]
    public async Task A_service_that_stops_gives_its_job_back_and_another_does_it()
    {
        using var stop = new CancellationTokenSource();
        using var reader = await DeskReader.SignedInAsync("poweruser");
        var work = new HeldWork();
        var id = await QueueAsync(reader, "Export", Export());
        var run = Runner(work).RunNextAsync(stop.Token);
        await work.Begun.Task;
        await stop.CancelAsync();
        await run;
        Assert.That(await StateAsync(id), Is.EqualTo("queued"));
        await Runner().RunNextAsync(CancellationToken.None);
        Assert.That(await StateAsync(id), Is.EqualTo("done"));
    }

    [Test]
    public async Task A_runner_that_was_replaced_ends_nothing()
    {
        using var reader = await DeskReader.SignedInAsync("poweruser");
        var id = await QueueAsync(reader, "Export", Export());
        var first = await Queue().ClaimAsync(CancellationToken.None);
        await DeskFixture.ExecuteAsync("UPDATE ops.Job SET LeaseExpiresAt = DATEADD(second, -1, SYSUTCDATETIME());");
        await Queue().ClaimAsync(CancellationToken.None);
        Assert.That((await Queue().SaveProgressAsync(first!, new WorkProgress(), CancellationToken.None)).IsHeld, Is.False);
        await Queue().CompleteAsync(first!, "done", new WorkResult("late"), CancellationToken.None);
        Assert.That(await StateAsync(id), Is.EqualTo("running"));
    }

    [TestCase("Check", "done")]
    [TestCase("Baselines", "done")]
    public async Task Work_on_the_repository_is_done(string handler, string expected)
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var id = await QueueAsync(admin, handler, new() { ["sure"] = "true" });
        await Runner().RunNextAsync(CancellationToken.None);
        Assert.That(
            await StateAsync(id),
            Is.EqualTo(expected),
            await DeskFixture.ScalarAsync<string>("SELECT ResultText FROM ops.Job WHERE JobId = @Id;", new { Id = id })
        );
    }

    [Test]
    public async Task Rules_are_imported_only_where_it_is_said_and_what_would_change_is_told()
    {
        var asAdministrator = new RepositoryConnection(DeskFixture.Options, TimeProvider.System, actsAs: "axmonitor_desk_admin");
        var rules = await new SqlRules(asAdministrator, TimeProvider.System).ReadAsync(CancellationToken.None);
        var changed = rules with
        {
            Rules = [.. rules.Rules.Where(r => r.Rule == "CPU").Select(r => r with { IsEnabled = !r.IsEnabled })],
        };
        using var admin = await DeskReader.SignedInAsync("admin");
        foreach (var apply in new[] { false, true })
        {
            var json = WorkArguments.Write(new ImportArguments(changed.Write(), !apply));
            await DeskFixture.ExecuteAsync(
                "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.QueueRepositoryJob N'ImportRules', @Json, N'admin', @Now;",
                new { Json = json }
            );
            await Runner().RunNextAsync(CancellationToken.None);
            var text = await DeskFixture.ScalarAsync<string>("SELECT TOP (1) CONCAT(State, N' ', ResultText) FROM ops.Job ORDER BY JobId DESC;");
            Assert.That(text, Does.StartWith("done ").And.Contain(apply ? "1 rules were changed" : "1 rules would be changed"));
            Assert.That(
                await DeskFixture.ScalarAsync<bool>("SELECT IsEnabled FROM config.AlertRule WHERE RuleName = N'CPU';"),
                Is.EqualTo(apply ? changed.Rules[0].IsEnabled : !changed.Rules[0].IsEnabled)
            );
        }

        await DeskFixture.ExecuteAsync("UPDATE config.AlertRule SET IsEnabled = 1 WHERE RuleName = N'CPU';");
    }

    [TestCase("Export", "sets=nothing;from=2026-01-01;to=2026-01-01", "What is exported is one or more of")]
    [TestCase("Export", "sets=alerts;from=2026-01-02;to=2026-01-01;format=csv", "ends before it begins")]
    [TestCase("Export", "sets=alerts;from=2024-01-02;to=2026-01-01;format=csv", "366 days at most")]
    [TestCase("Export", "sets=alerts;from=2026-01-01;to=2026-01-01;format=exe", "The format is csv or json")]
    [TestCase("Baselines", "", "tick that you are sure")]
    [TestCase("Import", "", "A file of rules is missing")]
    public async Task What_cannot_be_done_is_not_queued(string handler, string fields, string expected)
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        using var answer = await admin.PostAsync(
            $"/jobs?handler={handler}",
            fields
                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(f => f.Split('='))
                .ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal)
        );
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(expected));
        Assert.That(await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM ops.Job;"), Is.Zero);
    }

    [TestCase("{\"sets\":[\"alerts\"],\"from\":\"2026-01-01\",\"to\":\"2026-01-02\",\"folder\":\"/etc\"}")]
    [TestCase("[]")]
    public async Task Arguments_that_are_none_fail_with_a_reason(string json)
    {
        await DeskFixture.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.QueueJob N'Export', @Json, N'test', @Now;",
            new { Json = json }
        );
        await Runner().RunNextAsync(CancellationToken.None);
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT CONCAT(State, N' ', ResultText) FROM ops.Job;"),
            Does.StartWith("failed The job's arguments cannot be read")
        );
    }

    internal static JobRunner Runner(ILongWork? instead = null)
    {
        var operations = new SqlOperations(DeskFixture.Repository, TimeProvider.System);
        ILongWork[] kinds =
        [
            new BacktestWork(DeskFixture.Repository, TimeProvider.System),
            instead ?? new ExportWork(DeskFixture.Repository),
            new BaselineWork(DeskFixture.Repository, operations, TimeProvider.System),
            new CheckWork(DeskFixture.Repository, operations),
            new ImportRulesWork(DeskFixture.Options, TimeProvider.System),
        ];
        return new JobRunner(
            Queue(),
            kinds,
            new Health(TimeProvider.System),
            new RepeatLimit(TimeProvider.System),
            TimeProvider.System,
            DeskFixture.Loggers.CreateLogger<JobRunner>()
        );
    }

    internal static async Task<int> QueueAsync(DeskReader reader, string handler, Dictionary<string, string> fields)
    {
        using var answer = await reader.PostAsync($"/jobs?handler={handler}", fields);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        return int.Parse(
            answer.Headers.Location!.ToString().Split('/')[2].Split('?')[0],
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private static JobQueue Queue() => new(DeskFixture.Repository, DeskFixture.Options, TimeProvider.System);

    private static Dictionary<string, string> Export() => new(StringComparer.Ordinal) { ["sets"] = "alerts", ["format"] = "csv" };

    private static Task<string?> StateAsync(int id) =>
        DeskFixture.ScalarAsync<string>("SELECT State FROM ops.Job WHERE JobId = @Id;", new { Id = id });

    private static Task<string?> ActionsAsync(int id) =>
        DeskFixture.ScalarAsync<string>(
            "SELECT STUFF((SELECT CONCAT(N', ', [Action], N' ', ChangedBy) FROM audit.Event WHERE Subject = CONCAT(N'job ', @Id) ORDER BY EventId FOR XML PATH(N'')), 1, 2, N'');",
            new { Id = id }
        );

    private static async Task UntilAsync(string sql)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await DeskFixture.ScalarAsync<int>(sql) == 0)
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Work that is a quarter done until it is cancelled.</summary>
    private sealed class HeldWork : ILongWork
    {
        public string Kind => "Export";

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
        {
            progress.At(3, 12, "holding");
            Begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return new WorkResult("never");
        }
    }
}
