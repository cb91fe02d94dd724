// What the deliverer makes of each way an attempt can end, and that nobody gets a second copy that could be
// avoided.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class DelivererTests
{
    private readonly List<OutgoingMail> _sent = [];
    private readonly List<IReadOnlyCollection<RecipientResult>> _recorded = [];
    private Wired _wired = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _sent.Clear();
        _recorded.Clear();
        _wired
            .Alerting.FailAsync(default, default, default!, default, default, default!, default)
            .ReturnsForAnyArgs(call =>
                Task.FromResult<DateTime?>(call.ArgAt<bool>(3) ? new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc) : null)
            );
        _wired
            .Alerting.WhenForAnyArgs(a => a.CompleteAsync(default, default, default!, default))
            .Do(call => _recorded.Add(call.Arg<IReadOnlyCollection<RecipientResult>>().ToList()));
        _wired
            .Alerting.WhenForAnyArgs(a => a.FailAsync(default, default, default!, default, default, default!, default))
            .Do(call => _recorded.Add(call.Arg<IReadOnlyCollection<RecipientResult>>().ToList()));
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

    [TestCase(MailOutcome.Transient)]
    [TestCase(MailOutcome.Unavailable)]
    [TestCase(MailOutcome.InDoubt)]
    [TestCase(MailOutcome.ContentRefused)]
    public async Task A_mail_that_was_not_taken_is_tried_again(MailOutcome outcome)
    {
        await DeliverAsync(Samples.Notification(), new MailResult { Outcome = outcome, Reason = "451 busy" });
        await Completed(0);
        await _wired
            .Alerting.Received(1)
            .FailAsync(
                1,
                Arg.Any<Guid>(),
                "451 busy",
                true,
                outcome == MailOutcome.InDoubt ? 1 : 0,
                Settled(),
                Arg.Any<CancellationToken>()
            );
    }

    [Test]
    public async Task A_refused_content_goes_out_as_a_plain_substitute_at_once_and_stays_one()
    {
        var refused = new MailResult { Outcome = MailOutcome.ContentRefused, Reason = "554 spam" };
        await DeliverAsync(Samples.Notification(), refused);
        Assert.That(_sent.Select(m => m.IsSubstitute), Is.EqualTo(new[] { false, true }));
        Assert.That(_sent[1].Text, Does.Contain("554 spam").And.Contain(Samples.Notification().Subject));

        await DeliverAsync(Samples.Notification(), Accepted());
        Assert.That(_sent.Select(m => m.IsSubstitute), Is.EqualTo(new[] { false, true, true }));
        await Completed(1);
    }

    [Test]
    public async Task While_the_mail_server_is_away_one_message_asks_for_it_and_the_others_wait()
    {
        var away = new MailResult { Outcome = MailOutcome.Unavailable, Reason = "554 no service here" };
        var waiting = Enumerable
            .Range(1, 5)
            .Select(i => Samples.Notification(key: $"k{i}") with { NotificationId = i })
            .ToArray();
        await DeliverAsync(waiting, away);
        Assert.That(_sent, Has.Count.EqualTo(1), "the other four have no attempt of their own");

        await DeliverAsync(waiting, away);
        Assert.That(_sent, Has.Count.EqualTo(1), "not before the pause is over");
        Assert.That(_wired.Health.Of("deliver").LastError, Is.EqualTo("554 no service here"));

        _wired.Time.Advance(TimeSpan.FromSeconds(2));
        await DeliverAsync(waiting, away);
        Assert.That(_sent, Has.Count.EqualTo(2));
        await _wired.Alerting.Received().ClaimAsync("test:1", Arg.Any<TimeSpan>(), 1, Arg.Any<CancellationToken>());

        _wired.Time.Advance(TimeSpan.FromMinutes(2));
        await DeliverAsync(waiting, Accepted());
        await Completed(5);
    }

    [Test]
    public async Task An_unforeseen_error_of_sending_is_recorded_and_tried_again()
    {
        Claimed([Samples.Notification()]);
        _wired
            .Sender.SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new InvalidOperationException("odd"));
        await _wired.Deliverer.DeliverAsync(CancellationToken.None);
        await _wired
            .Alerting.Received(1)
            .FailAsync(
                1,
                Arg.Any<Guid>(),
                Arg.Is<string>(r => r.Contains("odd")),
                true,
                0,
                Settled(),
                Arg.Any<CancellationToken>()
            );
    }

    [Test]
    public async Task A_mail_in_doubt_is_tried_again_each_time_with_the_same_id_and_the_repository_spaces_the_copies()
    {
        var inDoubt = new MailResult { Outcome = MailOutcome.InDoubt, Reason = "broke" };
        await DeliverAsync(Samples.Notification(), inDoubt);
        await DeliverAsync(Samples.Notification(), inDoubt);

        Assert.That(_sent, Has.Count.EqualTo(2));
        Assert.That(_sent[0].MessageId, Is.EqualTo(_sent[1].MessageId));
        await _wired
            .Alerting.Received(1)
            .FailAsync(1, Arg.Any<Guid>(), "broke", true, 1, Settled(), Arg.Any<CancellationToken>());
        await _wired
            .Alerting.Received(1)
            .FailAsync(1, Arg.Any<Guid>(), "broke", true, 2, Settled(), Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task A_sent_mail_that_could_not_be_recorded_is_recorded_later_without_a_second_copy()
    {
        _wired
            .Alerting.CompleteAsync(Arg.Any<long>(), Arg.Any<Guid>(), Settled(), Arg.Any<CancellationToken>())
            .Returns(Task.FromException(new InvalidOperationException("repository away")), Task.CompletedTask);

        await DeliverAsync(Samples.Notification(), Accepted());
        await DeliverAsync(Samples.Notification() with { AttemptNumber = 2 }, Accepted());

        Assert.That(_sent, Has.Count.EqualTo(1));
        await Completed(2);
    }

    [Test]
    public async Task After_a_partial_refusal_only_the_postponed_recipient_gets_the_next_attempt()
    {
        var notification = Samples.Notification(recipients: "a@x.org; b@x.org;c@x.org");
        await DeliverAsync(
            notification,
            new MailResult
            {
                Outcome = MailOutcome.Accepted,
                Reason = "450 busy",
                Refusals = [Refusal("b@x.org", "450 busy", isFinal: false), Refusal("c@x.org", "550 gone", isFinal: true)],
            }
        );
        await DeliverAsync(notification, Accepted());

        Assert.Multiple(() =>
        {
            Assert.That(_sent.Select(Recipients), Is.EqualTo(new[] { "a@x.org b@x.org c@x.org", "b@x.org" }));
            Assert.That(_sent.Select(m => m.Addressees.Count), Is.EqualTo(new[] { 3, 3 }));
            Assert.That(
                _recorded.Select(r => string.Join(", ", r.OrderBy(s => s.Recipient, StringComparer.Ordinal))),
                Is.EqualTo(
                    new[]
                    {
                        $"{Got("a@x.org")}, {Refused("c@x.org", "550 gone")}",
                        $"{Got("a@x.org")}, {Got("b@x.org")}, {Refused("c@x.org", "550 gone")}",
                    }
                )
            );
        });
        await Failed(1);
        await Completed(1);
    }

    [Test]
    public async Task What_another_process_has_sent_is_not_sent_again()
    {
        var notification = Samples.Notification(recipients: "a@x.org;b@x.org;c@x.org") with
        {
            Settled = [Got("A@x.org"), Refused("c@x.org", "550 gone")],
        };
        await DeliverAsync(notification, Accepted());
        Assert.That(_sent.Select(Recipients), Is.EqualTo(new[] { "b@x.org" }));
        await Completed(1);
    }

    [Test]
    public async Task When_the_rest_is_refused_for_good_the_message_counts_as_sent()
    {
        var notification = Samples.Notification(recipients: "a@x.org;b@x.org") with { Settled = [Got("a@x.org")] };
        await DeliverAsync(
            notification,
            new MailResult
            {
                Outcome = MailOutcome.NoRecipient,
                Reason = "550 gone",
                Refusals = [Refusal("b@x.org", "550 gone", isFinal: true)],
            }
        );
        await Completed(1);
        await Failed(0);
        Assert.That(_recorded.Single(), Is.EquivalentTo(new[] { Got("a@x.org"), Refused("b@x.org", "550 gone") }));
    }

    [Test]
    public async Task While_one_is_postponed_the_ones_refused_for_good_are_recorded()
    {
        await DeliverAsync(
            Samples.Notification(recipients: "a@x.org;b@x.org"),
            new MailResult
            {
                Outcome = MailOutcome.NoRecipient,
                Reason = "450 busy",
                Refusals = [Refusal("a@x.org", "550 gone", isFinal: true), Refusal("b@x.org", "450 busy", isFinal: false)],
            }
        );
        Assert.That(_recorded.Single(), Is.EqualTo(new[] { Refused("a@x.org", "550 gone") }));
        await Failed(1);
    }

    [Test]
    public async Task A_wrong_address_is_recorded_and_does_not_lose_the_others()
    {
        await DeliverAsync(Samples.Notification(recipients: "a@x.org; bob"), Accepted());
        Assert.That(_sent.Select(Recipients), Is.EqualTo(new[] { "a@x.org" }));
        Assert.That(_recorded.Single(), Is.EquivalentTo(new[] { Got("a@x.org"), Refused("bob", "'bob' is no mail address.") }));
        await Completed(1);
    }

    [TestCase("", "has no recipients")]
    [TestCase("nobody; bob", "'nobody' is no mail address. 'bob' is no mail address.")]
    public async Task Without_any_right_address_a_message_fails_for_good(string recipients, string reason)
    {
        await DeliverAsync(Samples.Notification(recipients: recipients), Accepted());
        Assert.That(_sent, Is.Empty);
        await _wired
            .Alerting.Received(1)
            .FailAsync(
                1,
                Arg.Any<Guid>(),
                Arg.Is<string>(r => r.Contains(reason)),
                false,
                0,
                Settled(),
                Arg.Any<CancellationToken>()
            );
    }

    [Test]
    public async Task A_batch_ends_with_its_connection()
    {
        await DeliverAsync(
            [Samples.Notification(key: "a"), Samples.Notification(key: "b") with { NotificationId = 2 }],
            Accepted()
        );
        await _wired.Sender.Received(2).SendAsync(Arg.Any<OutgoingMail>(), Arg.Any<CancellationToken>());
        await _wired.Sender.Received(1).EndBatchAsync();
    }

    [TestCase("{", "blocking")]
    [TestCase("[]", "blocking")]
    [TestCase("", "blocking")]
    [TestCase("{}", "no such template")]
    [TestCase("{}", "../../etc/passwd")]
    public async Task What_cannot_be_rendered_goes_out_as_a_plain_substitute_once(string payload, string template)
    {
        await DeliverAsync(
            [
                Samples.Notification(payload: payload, key: "a") with { TemplateName = template },
                Samples.Notification(key: "b") with { NotificationId = 2 },
            ],
            Accepted()
        );
        Assert.That(_sent.Select(m => m.IsSubstitute), Is.EqualTo(new[] { true, false }));
        Assert.That(_sent[0].Subject.ToString(), Is.EqualTo(Samples.Notification().Subject));
        await Completed(2);
        await Failed(0);
    }

    [Test]
    public async Task A_payload_whose_names_differ_in_case_alone_is_rendered()
    {
        await DeliverAsync(Samples.Notification(payload: """{"a":1,"A":2,"instance":"PRD"}"""), Accepted());
        Assert.That(_sent.Single().IsSubstitute, Is.False);
        await Completed(1);
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
            Intervals = new IntervalOptions { NotificationLeaseSeconds = leaseSeconds },
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
                var mail = call.Arg<OutgoingMail>();
                _sent.Add(mail);
                return result.Outcome != MailOutcome.Accepted
                    ? result
                    : result with
                    {
                        Taken = mail.Recipients.Where(m => result.Refusals.All(r => r.Recipient.Address != m.Address)).ToList(),
                    };
            });
        await _wired.Deliverer.DeliverAsync(CancellationToken.None);
    }

    private void Claimed(Notification[] notifications) =>
        _wired
            .Alerting.ClaimAsync("test:1", Arg.Any<TimeSpan>(), Arg.Any<int>(), Arg.Any<CancellationToken>())
            .Returns(notifications);

    private Task Completed(int times) =>
        _wired.Alerting.Received(times).CompleteAsync(Arg.Any<long>(), Arg.Any<Guid>(), Settled(), Arg.Any<CancellationToken>());

    private Task Failed(int times) =>
        _wired
            .Alerting.Received(times)
            .FailAsync(
                Arg.Any<long>(),
                Arg.Any<Guid>(),
                Arg.Any<string>(),
                Arg.Any<bool>(),
                Arg.Any<int>(),
                Settled(),
                Arg.Any<CancellationToken>()
            );

    private static MailResult Accepted() => new() { Outcome = MailOutcome.Accepted };

    private static RecipientRefusal Refusal(string address, string reply, bool isFinal) =>
        new(MailRecipient.Parse(address), reply, isFinal);

    private static RecipientResult Got(string address) => new(address, WasAccepted: true);

    private static RecipientResult Refused(string address, string reply) => new(address, WasAccepted: false, reply);

    private static string Recipients(OutgoingMail mail) => string.Join(' ', mail.Recipients.Select(r => r.Address));

    private static IReadOnlyCollection<RecipientResult> Settled() => Arg.Any<IReadOnlyCollection<RecipientResult>>();
}
