// The service is killed ten times at random moments while many messages wait for delivery: none is lost, and
// none is sent twice but the one that was under way when it was killed, which SMTP cannot tell. It takes some
// minutes, and is run when it is asked for by name.
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Tests.Shared.Web;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[Explicit("takes minutes: ten times a lease has to run out")]
[CancelAfter(1_800_000)]
internal sealed class RandomKillTests
{
    private const int Kills = 10;
    private const int MessagesAKill = 30;

    // A channel sends one at a time, so that a kill may leave one in doubt on each of the two.
    private const int InDoubtAKill = 1;

    [Test]
    public async Task Ten_kills_at_random_lose_no_message_and_double_only_what_was_under_way(CancellationToken cancellationToken)
    {
        var seed = Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"random seed {seed}");
        var random = new Random(seed);
        await using var hook = await HookServer.StartAsync();
        await using var stage = await Stage.BuildAsync(cancellationToken, hook: hook.Address());
        var running = stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        for (var kill = 0; kill < Kills; kill++)
        {
            var served = stage.Smtp.Served.Count;
            await stage.ExecuteAsync(
                """
                DECLARE @Now datetime2(3) = SYSUTCDATETIME(), @Left int = @Messages;
                DECLARE @Ignored TABLE (NotificationId bigint, Channel nvarchar(64), ChannelKind nvarchar(16), Status nvarchar(16),
                    AttemptCount int, SentAt datetime2(3), LastError nvarchar(2048), NextAttemptAt datetime2(3), ResultText nvarchar(max));
                WHILE @Left > 0
                BEGIN
                    INSERT @Ignored EXEC alert.TestChannel N'mail', 0, N'test', @Now;
                    INSERT @Ignored EXEC alert.TestChannel N'hook', 0, N'test', @Now;
                    SET @Left -= 1;
                END;
                """,
                new { Messages = MessagesAKill },
                cancellationToken
            );
            // At some message of these, or between two of them.
            var at = served + random.Next(MessagesAKill);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            while (stage.Smtp.Served.Count <= at)
            {
                await pace.WaitForNextTickAsync(cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(40)), cancellationToken);
            await running.KillAsync();
            running = stage.StartOrchestrator();
        }

        await stage.UntilAsync(
            "SELECT COUNT(*) FROM alert.Notification WHERE Status = N'pending'",
            count => count == 0,
            cancellationToken
        );
        var messages = (await stage.QueryAsync<int>("SELECT COUNT(*) FROM alert.Notification WHERE Channel = N'mail'", cancellationToken))[0];
        var posts = (await stage.QueryAsync<int>("SELECT COUNT(*) FROM alert.Notification WHERE Channel = N'hook'", cancellationToken))[0];
        var mails = stage.Smtp.Served.Where(m => m.IsTaken).Select(m => m.MessageId).ToList();
        var keys = hook.Requests.Select(r => r.Headers["Idempotency-Key"].ToString()).ToList();
        await TestContext.Out.WriteLineAsync(
            $"{messages} mails, {mails.Count - mails.Distinct().Count()} sent twice; {posts} posts, {keys.Count - keys.Distinct().Count()} sent twice"
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(messages, Is.GreaterThan(Kills * MessagesAKill));
            Assert.That(mails.Distinct().Count(), Is.EqualTo(messages), "each mail came");
            Assert.That(keys.Distinct().Count(), Is.EqualTo(posts), "each post came");
            Assert.That(mails.Count - messages, Is.InRange(0, Kills * InDoubtAKill), "mails sent twice");
            Assert.That(keys.Count - posts, Is.InRange(0, Kills * InDoubtAKill), "posts sent twice");
            Assert.That(
                (await stage.QueryAsync<int>("SELECT COUNT(*) FROM alert.Notification WHERE Status <> N'sent'", cancellationToken))[0],
                Is.Zero
            );
            Assert.That(
                (await stage.QueryAsync<int>("SELECT COUNT(*) FROM fact.BlockingIncident WHERE EndedAt IS NULL", cancellationToken))[0],
                Is.LessThanOrEqualTo(1),
                "one story"
            );
        }
    }
}
