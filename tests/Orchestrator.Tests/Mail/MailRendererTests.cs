// What stands in a mail, and that nothing from a watched server can act in it.
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class MailRendererTests
{
    private static readonly MailRecipient Sender = MailRecipient.Parse("axmonitor@contoso.com");
    private readonly MailRenderer _renderer = new(Path.Combine(AppContext.BaseDirectory, "Templates"));

    [Test]
    public void Both_parts_name_head_victims_object_length_and_links()
    {
        var mail = Render(Samples.Notification());
        foreach (var part in new[] { mail.Html, mail.Text })
        {
            Assert.Multiple(() =>
            {
                Assert.That(
                    part,
                    Does.Contain("61").And.Contain("jdoe").And.Contain("AOS01").And.Contain("Microsoft Dynamics AX")
                );
                Assert.That(part, Does.Contain("58 s").And.Contain("1 open transaction").And.Not.Contain("1 open transactions"));
                Assert.That(part, Does.Contain("62").And.Contain("LCK_M_U").And.Contain("1 min 03 s").And.Contain("KEY: 5:721"));
                Assert.That(part, Does.Contain("INVENTSUM").And.Contain("1 min 05 s"));
                Assert.That(part, Does.Contain("10 more"));
                Assert.That(part, Does.Contain("2026-03-01 12:00:00 UTC"));
                Assert.That(part, Does.Contain("https://docs/playbooks/blocking.md"));
            });
        }

        Assert.Multiple(() =>
        {
            Assert.That(mail.Html, Does.Contain("href=\"http://reports/report/BlockingChain?IncidentId=42&amp;SnapshotId=1\""));
            Assert.That(mail.Text, Does.Contain("http://reports/report/BlockingChain?IncidentId=42&SnapshotId=1"));
        });
    }

    [Test]
    public void A_channel_may_say_a_mail_otherwise_than_the_others()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "channels"));
        foreach (var suffix in new[] { "html", "text" })
        {
            folder.Write($"blocking.{suffix}.hbs", "for all {{subject}}");
            folder.Write(Path.Combine("channels", $"phone.blocking.{suffix}.hbs"), "for the phone {{subject}}");
        }

        MailRenderer renderer = new(folder.Path);
        var notification = Samples.Notification() with { TemplateName = "blocking" };
        var usual = renderer.Render(notification with { Channel = "mail" }, [], Sender);
        var phone = renderer.Render(notification with { Channel = "phone" }, [], Sender);
        Assert.Multiple(() =>
        {
            Assert.That(usual.Text, Does.StartWith("for all "));
            Assert.That(phone.Text, Does.StartWith("for the phone "));
            Assert.That(
                () => renderer.Render(notification with { TemplateName = "channels/phone.blocking" }, [], Sender),
                Throws.TypeOf<MailTemplateException>()
            );
        });
    }

    [Test]
    public void A_silent_collector_is_told_with_reason_and_remedy_and_its_return_without()
    {
        const string Payload = """
            {"alertId":9,"instance":"PRD","severity":"warning","collector":"Batch","collectorState":"waiting","reason":"The login may not SELECT from <BATCH>.",
             "remedy":"GRANT SELECT ON OBJECT::dbo.BATCH TO [svc];","lastSuccessAt":"2026-03-01T12:00:00Z","silentText":"6 min 00 s","limitText":"5 min 00 s",
             "durationText":"2 min 00 s","isBack":true,"playbookUrl":"https://docs/playbooks/collecting.md"}
            """;
        var open = Render(Samples.Notification(payload: Payload) with { TemplateName = "collecting", Severity = "warning" });
        var back = Render(
            Samples.Notification(payload: Payload) with
            {
                TemplateName = "collecting",
                Severity = "warning",
                State = "resolved",
            }
        );
        Assert.Multiple(() =>
        {
            Assert.That(
                open.Text,
                Does.Contain("Collector Batch has brought nothing from PRD for 6 min 00 s")
                    .And.Contain("from <BATCH>.")
                    .And.Contain("GRANT SELECT ON OBJECT::dbo.BATCH TO [svc];")
            );
            Assert.That(
                open.Text,
                Does.Contain("2026-03-01 12:00:00 UTC")
                    .And.Contain("at least every 5 min 00 s")
                    .And.Contain("https://docs/playbooks/collecting.md")
            );
            Assert.That(open.Html, Does.Contain("&lt;BATCH&gt;").And.Contain("GRANT SELECT").And.Not.Contain("<BATCH>"));
            Assert.That(
                back.Text,
                Does.Contain("Collector Batch is collecting again; nothing came for 2 min 00 s.").And.Contain("Severity was     warning").And.Not.Contain("GRANT SELECT")
            );
            Assert.That(back.Html, Does.Contain("is collecting again").And.Not.Contain("GRANT SELECT"));
        });
    }

    [Test]
    public void The_general_message_shows_each_measure_beside_its_limits()
    {
        const string Payload = """
            {"alertId":9,"instance":"PRD","severity":"warning","pendingAt":"2026-03-01T12:00:00Z","resolvedAt":null,"durationText":"12 min 00 s",
             "rule":"Failing <batch>","key":"Post","keyKind":"batch class","playbookUrl":"https://docs/playbooks/batch.md","measures":[
             {"measure":"batch.error_count","valueText":"66.7 %","warnText":"30 %","criticalText":"60 %","sampleCount":1,"aggregate":"sum",
              "windowText":"1 h 00 min","partText":"2","wholeText":"3","description":"Tasks that ended in error."},
             {"measure":"VictimCount","valueText":"7","warnText":"5","criticalText":null,"sampleCount":null,"aggregate":null,
              "windowText":null,"partText":null,"wholeText":null,"description":null}]}
            """;
        var open = Render(Samples.Notification(payload: Payload) with { TemplateName = "metric" });
        var over = Render(Samples.Notification(payload: Payload) with { TemplateName = "metric", State = "resolved" });
        Assert.Multiple(() =>
        {
            Assert.That(
                open.Text,
                Does.Contain("It has been so since 2026-03-01 12:00:00 UTC.")
                    .And.Contain("Rule             Failing <batch>")
                    .And.Contain("On               Post (batch class)")
                    .And.Contain("- batch.error_count: 66.7 %, 2 of 3 (warning at 30 %, critical at 60 %)")
                    .And.Contain("sum of 1 value in 1 h 00 min")
                    .And.Contain("Tasks that ended in error.")
                    .And.Contain("- VictimCount: 7 (warning at 5)")
                    .And.Contain("Playbook: https://docs/playbooks/batch.md")
            );
            Assert.That(open.Html, Does.Contain("Failing &lt;batch&gt;").And.Contain("66.7 %").And.Contain("2 of 3"));
            Assert.That(over.Text, Does.Contain("It is over; the alert lasted 12 min 00 s."));
            Assert.That(over.Html, Does.Contain("It is over; the alert lasted <strong>12 min 00 s</strong>."));
        });
    }

    [Test]
    public void Values_are_encoded_in_html_and_plain_in_text()
    {
        var mail = Render(Samples.Notification());
        Assert.Multiple(() =>
        {
            Assert.That(mail.Html, Does.Contain("&lt;b&gt;eve&lt;/b&gt;").And.Not.Contain("<b>eve"));
            Assert.That(mail.Html, Does.Contain("A &lt; 2 AND B &gt; 3"));
            Assert.That(mail.Text, Does.Contain("<b>eve</b>").And.Contain("A < 2 AND B > 3"));
        });
    }

    [Test]
    public void A_link_that_is_not_http_is_dropped()
    {
        var payload = Samples.BlockingPayload.Replace(
            "https://docs/playbooks/blocking.md",
            "javascript:alert(1)",
            StringComparison.Ordinal
        );
        var mail = Render(Samples.Notification(payload: payload));
        Assert.That(mail.Html + mail.Text, Does.Not.Contain("javascript:"));
    }

    [Test]
    public void Missing_fields_leave_gaps_and_no_errors()
    {
        var mail = Render(Samples.Notification(payload: """{"instance":"PRD","victims":[]}"""));
        Assert.Multiple(() =>
        {
            Assert.That(mail.Html, Does.Contain("PRD").And.Contain("unknown"));
            Assert.That(mail.Html + mail.Text, Does.Not.Contain("{{").And.Not.Contain("undefined").And.Not.Contain("href=\"\""));
        });
    }

    [Test]
    public void A_resolved_alert_says_that_it_is_over()
    {
        var mail = Render(Samples.Notification() with { State = "resolved" });
        Assert.Multiple(() =>
        {
            Assert.That(mail.Html, Does.Contain("The blocking has ended after"));
            Assert.That(mail.Text, Does.Contain("The blocking has ended after 1 min 05 s."));
        });
    }

    [Test]
    public void Nothing_is_said_of_victims_not_shown_when_all_are_shown()
    {
        var payload = Samples.BlockingPayload.Replace(
            "\"victimsNotShown\": 10",
            "\"victimsNotShown\": 0",
            StringComparison.Ordinal
        );
        var mail = Render(Samples.Notification(payload: payload));
        Assert.That(mail.Html + mail.Text, Does.Not.Contain(" more"));
    }

    [Test]
    public void A_long_statement_is_clipped()
    {
        var payload = Samples.BlockingPayload.Replace("UPDATE INVENTSUM", new string('x', 50_000), StringComparison.Ordinal);
        var mail = Render(Samples.Notification(payload: payload));
        Assert.That(mail.Html, Has.Length.LessThan(20_000));
    }

    [Test]
    public void A_subject_stays_one_line()
    {
        var mail = Render(Samples.Notification() with { Subject = "PRD\r\nBcc: eve@evil.example" });
        Assert.That(mail.Subject.ToString(), Is.EqualTo("PRD Bcc: eve@evil.example"));
    }

    [Test]
    public void The_message_id_depends_on_the_message_key_alone()
    {
        var first = MailRenderer.MessageId("alert:7/mail/open", MailRecipient.Parse("AxMonitor <axmonitor@contoso.com>"));
        Assert.Multiple(() =>
        {
            Assert.That(first, Does.Match("^[0-9a-f]{32}@contoso\\.com$"));
            Assert.That(MailRenderer.MessageId("alert:7/mail/open", Sender), Is.EqualTo(first));
            Assert.That(MailRenderer.MessageId("alert:7/mail/resolved", Sender), Is.Not.EqualTo(first));
        });
    }

    [Test]
    public void A_wrong_template_is_found_before_an_alert_needs_it()
    {
        using var folder = new TempFolder();
        var renderer = new MailRenderer(folder.Path);
        Assert.That(
            () => renderer.CompileAll(),
            Throws.TypeOf<MailTemplateException>().With.Message.Contains("There is no template")
        );

        folder.Write("good.text.hbs", "{{subject}}");
        Assert.That(renderer.CompileAll(), Is.EqualTo(new[] { "good.text.hbs" }));

        Directory.CreateDirectory(Path.Combine(folder.Path, MailRenderer.PartialsFolder));
        folder.Write(Path.Combine(MailRenderer.PartialsFolder, "wrong.html.hbs"), "{{#each x}}");
        Assert.That(() => renderer.CompileAll(), Throws.TypeOf<MailTemplateException>().With.Message.Contains("wrong.html.hbs"));

        folder.Write("bad.html.hbs", "{{#if x}}");
        Assert.That(() => renderer.CompileAll(), Throws.TypeOf<MailTemplateException>().With.Message.Contains("bad.html.hbs"));
    }

    [Test]
    public void A_digest_has_what_there_is_to_say_in_both_parts_and_no_empty_headings()
    {
        const string Payload = """
            {"isDigest":true,"isQuiet":false,"severity":"daily digest","instance":"PRD","fromAt":"2026-03-01T06:00:00Z","toAt":"2026-03-02T06:00:00Z",
             "open":[{"priority":"P1","headline":"Log <91> %","instance":"PRD","openedAt":"2026-03-02T05:00:00Z","state":"open","assignedTo":"bob"}],
             "openNotShown":3,"told":[{"rule":"CPU","alertCount":1,"priority":"P2","headline":null}],"stored":null,"signs":null,
             "noise":[{"rule":"CPU","alertCount":7}],"gaps":[{"instance":"PRD","collector":"Waits","percentText":"71.5"}],
             "levels":[{"level":"Detection","text":"98.61 % of 99.5 %, error budget overspent","isMissed":true}]}
            """;
        var mail = Render(Samples.Notification(payload: Payload) with { TemplateName = "digest", State = "digest" });
        var quiet = Render(
            Samples.Notification(payload: """{"isDigest":true,"isQuiet":true,"instance":"PRD","open":null}""") with
            {
                TemplateName = "digest",
                State = "digest",
            }
        );
        Assert.Multiple(() =>
        {
            Assert.That(mail.Text, Does.Contain("- P1 Log <91> % (PRD), open, bob, since 2026-03-02 05:00:00 UTC\r\n- and 3 more"));
            Assert.That(mail.Text, Does.Contain("- P2 CPU: 1 alert\r\n").And.Contain("- CPU: 7 alerts.").And.Contain("- Waits on PRD: 71.5 %"));
            Assert.That(mail.Text, Does.Contain("- Detection: 98.61 % of 99.5 %, error budget overspent"));
            Assert.That(mail.Html, Does.Contain("<strong>Detection</strong>: 98.61 %"));
            Assert.That(quiet.Text + quiet.Html, Does.Not.Contain("SERVICE LEVELS").And.Not.Contain("Service levels"));
            Assert.That(mail.Text, Does.Not.Contain("NOTED").And.Not.Contain("EARLY SIGNS").And.Not.Contain("Nothing to report"));
            Assert.That(mail.Html, Does.Contain("Log &lt;91&gt; %").And.Contain("class=\"list\"").And.Contain("#1e40af").And.Not.Contain("Early signs"));
            Assert.That(quiet.Text, Does.Contain("Nothing to report").And.Not.Contain("OPEN NOW"));
            Assert.That(quiet.Html, Does.Contain("Nothing to report").And.Not.Contain("Open now"));
        });
    }

    [TestCase("metric")]
    [TestCase("blocking")]
    [TestCase("collecting")]
    public void What_belongs_to_a_story_is_listed_in_its_mail(string template)
    {
        const string Payload =
            """{"alertId":7,"instance":"PRD","members":[{"headline":"<Batch> late","openedAt":"2026-03-01T12:00:00Z"}]}""";
        var mail = Render(Samples.Notification(payload: Payload) with { TemplateName = template });
        var alone = Render(Samples.Notification(payload: """{"alertId":7,"members":null}""") with { TemplateName = template });
        Assert.Multiple(() =>
        {
            Assert.That(mail.Text, Does.Contain("WHAT BELONGS TO IT\r\n- <Batch> late, since 2026-03-01 12:00:00 UTC\r\n"));
            Assert.That(mail.Html, Does.Contain("What belongs to it").And.Contain("&lt;Batch&gt; late, since"));
            Assert.That(alone.Text, Does.Not.Contain("WHAT BELONGS TO IT"));
        });
    }

    [TestCase("metric")]
    [TestCase("blocking")]
    [TestCase("list")]
    public void A_reminder_says_first_that_nobody_has_acknowledged_it(string template)
    {
        const string Payload = """{"alertId":7,"reminder":"Nobody has acknowledged this for 1 h <now>.","alertCount":2,"instance":"PRD"}""";
        var mail = Render(Samples.Notification(payload: Payload) with { TemplateName = template, State = "reminder" });
        var plain = Render(Samples.Notification(payload: "{}") with { TemplateName = template });
        Assert.Multiple(() =>
        {
            Assert.That(mail.Text, Does.Contain("\r\n\r\nNobody has acknowledged this for 1 h <now>.\r\n"));
            Assert.That(mail.Html, Does.Contain("Nobody has acknowledged this for 1 h &lt;now&gt;."));
            Assert.That(plain.Text, Does.Not.Contain("acknowledged"));
        });
    }

    [TestCase("nothing", Samples.BlockingPayload, "Template 'nothing.html.hbs' is not in")]
    [TestCase("../appsettings", Samples.BlockingPayload, "is not in")]
    [TestCase("blocking", "{ broken", "The payload of notification 1 is no JSON")]
    [TestCase("blocking", "[1]", "The payload of notification 1 is no JSON object")]
    public void What_cannot_be_rendered_is_named(string template, string payload, string expected) =>
        Assert.That(
            () => Render(Samples.Notification(payload: payload) with { TemplateName = template }),
            Throws.TypeOf<MailTemplateException>().With.Message.Contains(expected)
        );

    private OutgoingMail Render(Notification notification) =>
        _renderer.Render(notification, [MailRecipient.Parse("dba@contoso.com")], Sender);
}
