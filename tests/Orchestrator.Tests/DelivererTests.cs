// What the deliverer makes of each way an attempt can end, and that nobody gets a second copy that could be
// avoided.
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests;

public sealed class DelivererTests
{
    private readonly List<OutgoingMail> _sent = [];
    private Wired _wired = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _sent.Clear();
    }

    [TearDown]
    public void Unwire() => _wired.Dispose();

    [Test]
    public async Task An_accepted_mail_completes_its_notification()
    {
        await DeliverAsync(Samples.Notification(), Accepted());
        await Completed(1);
        await Failed(0);
    }

    [TestCase(MailOutcome.Transient, true)]
    [TestCase(MailOutcome.Permanent, false)]
    public async Task A_refused_mail_fails_its_notification(MailOutcome outcome, bool isTransient)
    {
        await DeliverAsync(Samples.Notification(), new MailResult { Outcome = outcome, Reason = "451 busy" });
        await Completed(0);
        await _wired.Alerting.Received(1).FailAsync(1, Arg.Any<Guid>(), "451 busy", isTransient, Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task A_mail_in_doubt_is_sent_once_more_and_not_a_third_time()
    {
        var inDoubt = new MailResult { Outcome = MailOutcome.InDoubt, Reason = "broke" };
        await DeliverAsync(Samples.Notification(), inDoubt);
        await DeliverAsync(Samples.Notification(), inDoubt);

        Assert.That(_sent, Has.Count.EqualTo(2));
        Assert.That(_sent[0].MessageId, Is.EqualTo(_sent[1].MessageId));
        await _wired.Alerting.Received(1).FailAsync(1, Arg.Any<Guid>(), "broke", true, Arg.Any<CancellationToken>());
        await _wired
            .Alerting.Received(1)
            .FailAsync(1, Arg.Any<Guid>(), Arg.Is<string>(r => r.StartsWith("Sent twice")), false, Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task A_sent_mail_that_could_not_be_recorded_is_recorded_later_without_a_second_copy()
    {
        _wired
            .Alerting.CompleteAsync(Arg.Any<long>(), Arg.Any<Guid>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromException(new InvalidOperationException("repository away")), Task.CompletedTask);

        await DeliverAsync(Samples.Notification(), Accepted());
        await DeliverAsync(Samples.Notification() with { AttemptNumber = 2 }, Accepted());

        Assert.That(_sent, Has.Count.EqualTo(1));
        await Completed(2);
    }

    [Test]
    public async Task After_a_partial_refusal_only_the_missing_recipients_get_the_next_attempt()
    {
        var notification = Samples.Notification(recipients: "a@x.org; b@x.org;c@x.org");
        await DeliverAsync(
            notification,
            new MailResult
            {
                Outcome = MailOutcome.Accepted,
                RefusedForNow = ["b@x.org"],
                RefusedForGood = ["c@x.org"],
                Reason = "450",
            }
        );
        await DeliverAsync(notification, Accepted());

        Assert.Multiple(() =>
        {
            Assert.That(_sent[0].Recipients, Is.EqualTo(new[] { "a@x.org", "b@x.org", "c@x.org" }));
            Assert.That(_sent[1].Recipients, Is.EqualTo(new[] { "b@x.org" }));
        });
        await Failed(1);
        await Completed(1);
    }

    [TestCase("", "has no recipients")]
    [TestCase("nobody", "'nobody' is no mail address")]
    public async Task Wrong_recipients_fail_for_good(string recipients, string reason)
    {
        await DeliverAsync(Samples.Notification(recipients: recipients), Accepted());
        Assert.That(_sent, Is.Empty);
        await _wired
            .Alerting.Received(1)
            .FailAsync(1, Arg.Any<Guid>(), Arg.Is<string>(r => r.Contains(reason)), false, Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task A_broken_payload_fails_its_notification_and_not_the_next()
    {
        await DeliverAsync(
            [Samples.Notification(payload: "{", key: "a"), Samples.Notification(key: "b") with { NotificationId = 2 }],
            Accepted()
        );
        await _wired
            .Alerting.Received(1)
            .FailAsync(1, Arg.Any<Guid>(), Arg.Is<string>(r => r.Contains("no JSON")), false, Arg.Any<CancellationToken>());
        await _wired.Alerting.Received(1).CompleteAsync(2, Arg.Any<Guid>(), Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task A_claim_that_might_run_out_while_sending_is_left_to_be_claimed_again()
    {
        _wired
            .Sender.SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>())
            .Returns(_ =>
            {
                _wired.Time.Advance(TimeSpan.FromSeconds(45));
                return Accepted();
            });
        Claimed([Samples.Notification(key: "a"), Samples.Notification(key: "b") with { NotificationId = 2 }]);

        await _wired.Deliverer.DeliverAsync(CancellationToken.None);

        await _wired.Sender.Received(1).SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>());
    }

    [TestCase(60, 20, 20)]
    [TestCase(10, 20, 7.5)]
    public void An_attempt_ends_well_within_its_claim(int leaseSeconds, int smtpSeconds, double expected)
    {
        var options = _wired.Options with
        {
            NotificationLease = TimeSpan.FromSeconds(leaseSeconds),
            Smtp = _wired.Options.Smtp! with { Timeout = TimeSpan.FromSeconds(smtpSeconds) },
        };
        Assert.That(options.SendLimit, Is.EqualTo(TimeSpan.FromSeconds(expected)));
    }

    [Test]
    public async Task Without_the_lease_nothing_is_claimed()
    {
        _wired.Leases.IsHeldAsync("deliver", Arg.Any<CancellationToken>()).Returns(new ValueTask<bool>(false));
        await _wired.Deliverer.DeliverAsync(CancellationToken.None);
        await _wired.Alerting.DidNotReceiveWithAnyArgs().ClaimAsync(default!, default, default, default);
    }

    [Test]
    public async Task An_unreachable_repository_is_survived()
    {
        _wired
            .Alerting.ClaimAsync(default!, default, default, default)
            .ThrowsAsyncForAnyArgs(new InvalidOperationException("away"));
        Assert.That(await _wired.Deliverer.DeliverAsync(CancellationToken.None), Is.Zero);
    }

    private Task DeliverAsync(Notification notification, MailResult result) => DeliverAsync([notification], result);

    private async Task DeliverAsync(Notification[] notifications, MailResult result)
    {
        Claimed(notifications);
        _wired
            .Sender.SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>())
            .Returns(call =>
            {
                _sent.Add(call.Arg<OutgoingMail>());
                return result;
            });
        await _wired.Deliverer.DeliverAsync(CancellationToken.None);
    }

    private void Claimed(Notification[] notifications) =>
        _wired
            .Alerting.ClaimAsync("test:1", Arg.Any<TimeSpan>(), Arg.Any<int>(), Arg.Any<CancellationToken>())
            .Returns(notifications);

    private Task Completed(int times) =>
        _wired.Alerting.Received(times).CompleteAsync(Arg.Any<long>(), Arg.Any<Guid>(), Arg.Any<CancellationToken>());

    private Task Failed(int times) =>
        _wired
            .Alerting.Received(times)
            .FailAsync(Arg.Any<long>(), Arg.Any<Guid>(), Arg.Any<string>(), Arg.Any<bool>(), Arg.Any<CancellationToken>());

    private static MailResult Accepted() => new() { Outcome = MailOutcome.Accepted };
}
