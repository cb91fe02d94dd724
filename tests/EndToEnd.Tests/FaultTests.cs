// The same way with parts of it missing for a while: nothing is lost, nothing is sent twice but what SMTP
// itself cannot tell.
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Tests.Shared.Web;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class FaultTests
{
    private const string SuccessfulRuns =
        "SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'collect:Requests' AND Outcome = N'ok'";
    private const string FailedRuns =
        "SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'collect:Requests' AND Outcome IN (N'failed', N'timeout')";
    private const string PendingMails = "SELECT COUNT(*) FROM alert.Notification WHERE Status = N'pending'";

    [Test]
    public async Task A_watched_server_that_is_unreachable_for_a_while_is_collected_again_when_it_is_back(
        CancellationToken cancellationToken
    )
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        stage.StartOrchestrator();
        await stage.UntilAsync(SuccessfulRuns, n => n > 0, cancellationToken);

        await stage.Watched.GoOfflineAsync(cancellationToken);
        await stage.UntilAsync(FailedRuns, n => n > 0, cancellationToken);
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.Watched.GoOnlineAsync(cancellationToken);

        var mail = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        Assert.That(mail.Text, Does.Contain("MWEBER"));

        Assert.That(stage.Smtp.Served.Select(m => m.MessageId), Is.Unique);
    }

    [Test]
    public async Task A_repository_that_is_unreachable_for_a_while_gets_the_incident_and_its_events_when_it_is_back(
        CancellationToken cancellationToken
    )
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        // Captures of a slow machine may be further apart than the stage's short grace.
        await stage.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'BlockingIncidentGraceMs', N'60000', N'test', @Now;",
            null,
            cancellationToken
        );
        stage.StartOrchestrator();
        await stage.UntilAsync(SuccessfulRuns, n => n > 0, cancellationToken);

        await stage.Repository.GoOfflineAsync(cancellationToken);
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);

        // Reports from the time of the outage, which only the watched server's event file can tell of later.
        await Stage.UntilAsync(
            stage.Watched.ConnectionString("master"),
            "SELECT COUNT(*) FROM sys.fn_xe_file_target_read_file(N'AxMonitor_Blocking*.xel', NULL, NULL, NULL)",
            n => n >= 12,
            cancellationToken
        );
        await stage.Repository.GoOnlineAsync(cancellationToken);

        var mail = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        Assert.That(mail.Text, Does.Contain("MWEBER"));
        await stage.UntilAsync(
            "SELECT COUNT(DISTINCT BlockedSessionId) FROM fact.BlockedProcess",
            n => n == 12,
            cancellationToken
        );
        Assert.That(
            (await stage.QueryAsync<int>("SELECT COUNT(*) FROM fact.BlockingIncident", cancellationToken))[0],
            Is.EqualTo(1),
            "one story, told by snapshots and events"
        );
        Assert.That(
            stage.Smtp.Served.Select(m => m.MessageId).Distinct().Count(),
            Is.EqualTo(stage.Smtp.Served.Count),
            "no mail twice"
        );
    }

    [Test]
    public async Task A_mail_server_that_refuses_and_then_accepts_gets_the_mail_once(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        stage.Smtp.Conduct = MailConduct.RefuseContent(451, "try again later");
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);

        var refused = await stage.Smtp.NextAsync(cancellationToken);
        Assert.That(refused.IsTaken, Is.False);
        stage.Smtp.Conduct = MailConduct.Accept;
        var mail = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        await stage.UntilAsync(PendingMails, n => n == 0, cancellationToken);

        Assert.That(mail.MessageId, Is.EqualTo(refused.MessageId));
        Assert.That(stage.Smtp.Served.Count(m => m.IsTaken && m.MessageId == mail.MessageId), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_two_orchestrators_one_is_killed_before_it_could_deliver_and_no_message_is_lost_or_sent_twice(
        CancellationToken cancellationToken
    )
    {
        await using var hook = await HookServer.StartAsync();
        await using var stage = await Stage.BuildAsync(cancellationToken, hook: hook.Address());
        stage.Smtp.Conduct = MailConduct.RefuseContent(451, "try again later");
        hook.Answer = HookServer.With(503);
        var first = stage.StartOrchestrator();
        await stage.UntilAsync(SuccessfulRuns, n => n > 0, cancellationToken);
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.Smtp.NextAsync(cancellationToken);
        await hook.NextAsync(cancellationToken);

        await first.KillAsync();
        stage.Smtp.Conduct = MailConduct.Accept;
        var refused = hook.Requests.Count;
        hook.Answer = HookServer.With(200);

        var mail = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        await stage.UntilAsync(PendingMails, n => n == 0, cancellationToken);
        Assert.That(stage.Smtp.Served.Count(m => m.IsTaken && m.MessageId == mail.MessageId), Is.EqualTo(1));
        var posted = hook.Requests.Skip(refused).Select(r => r.Headers["Idempotency-Key"]).ToList();
        Assert.That(posted, Is.Not.Empty.And.Unique);
        Assert.That(posted, Does.Contain(hook.Requests[0].Headers["Idempotency-Key"]), "the one that was refused");
    }

    [Test]
    public async Task An_orchestrator_killed_between_sending_and_confirming_sends_at_most_once_more(
        CancellationToken cancellationToken
    )
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        var release = new TaskCompletionSource();
        stage.Smtp.Conduct = new MailConduct { ContentAnswer = release.Task };
        var first = stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        var sent = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);

        await first.KillAsync();
        stage.Smtp.Conduct = MailConduct.Accept;
        release.SetResult();
        stage.StartOrchestrator();

        await stage.UntilAsync(
            "SELECT COUNT(*) FROM alert.Notification WHERE Status = N'sent' AND State = N'open'",
            n => n >= 1,
            cancellationToken
        );
        await stage.UntilAsync(PendingMails, n => n == 0, cancellationToken);
        Assert.That(
            stage.Smtp.Served.Count(m => m.MessageId == sent.MessageId),
            Is.InRange(1, 2),
            "the same message, recognisable by its Message-ID"
        );
    }
}
