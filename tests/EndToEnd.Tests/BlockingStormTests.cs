// A row's whole way: from a blocked session on the watched server to the inbox and the report, over TCP and
// SMTP.
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class BlockingStormTests
{
    [Test]
    public async Task A_chain_of_twelve_victims_four_deep_reaches_the_inbox_and_the_report(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);

        var mail = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        Assert.That(mail.To, Is.EqualTo(new[] { "ax-admins@contoso.example" }));
        foreach (var body in new[] { mail.Text, mail.Html })
        {
            Assert.That(body, Does.Contain("MWEBER"), "the head's AX user");
            Assert.That(body, Does.Contain("AX-AOS"), "the AOS");
            Assert.That(body, Does.Contain("INVENTSUM"), "the object");
            Assert.That(body, Does.Contain("Microsoft Dynamics AX"), "the program");
            Assert.That(body, Does.Contain(stage.PortalUrl + "/report/BlockingChain?IncidentId="), "the link to the report");
            Assert.That(body, Does.Contain("playbooks/blocking"), "the link to the playbook");
        }

        using var reader = new HttpClient();
        Assert.That(
            await reader.GetStringAsync($"{stage.PortalUrl}/playbooks/blocking", cancellationToken),
            Does.Contain("Playbook: blocking")
        );

        // A slow machine, whose captures are further apart than the stage's grace, sees more than one; the
        // first may have ended before names of objects and AX sessions were read.
        const string known =
            "FROM fact.BlockingIncident WHERE VictimCount = 12 AND MaxDepth = 4 AND AxUser = N'MWEBER' "
            + "AND ObjectName LIKE N'%INVENTSUM%'";
        await stage.UntilAsync($"SELECT COUNT(*) {known}", n => n >= 1, cancellationToken);
        var incident = (await stage.QueryAsync<long>($"SELECT MIN(IncidentId) {known}", cancellationToken))[0];

        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{stage.PortalUrl}/report/Blocking?rs:AutoRefresh=false");
        Assert.That(await page.InnerTextAsync("body"), Does.Contain("MWEBER").And.Contain("INVENTSUM"));

        await page.GotoAsync($"{stage.PortalUrl}/report/BlockingChain?IncidentId={incident}&rs:AutoRefresh=false");
        var chain = await page.InnerTextAsync("body");
        Assert.That(chain, Does.Contain("MWEBER").And.Contain("LCK_M_U").And.Contain("LCK_M_X").And.Contain("SALESLINE"));
        Assert.That(
            await page.TextContentAsync("body"),
            Does.Contain("UPDLOCK"),
            "the statement behind the server cursor, in a part that opens on a click"
        );
        await browser.KeepAsync(page, "blocking-chain");
    }

    [Test]
    public async Task Two_heads_at_once_are_two_incidents_with_a_mail_each(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        stage.Ax.StartScenario(AxWorkloadScenarios.NumberSequenceBlock);

        // Either may be told as a warning first and at once as critical.
        var mails = new List<ServedMail>();
        while (!Tells("MWEBER") || !Tells("BATCHSVC"))
        {
            mails.Add(await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken));
        }

        bool Tells(string head) => mails.Exists(m => m.Text!.Contains(head, StringComparison.Ordinal));

        Assert.That(mails.Select(m => m.MessageId), Is.Unique);
        // On a slow machine more time than the stage's short grace may pass between two captures: the same
        // head is then a second incident.
        Assert.That(
            await stage.QueryAsync<string>("SELECT DISTINCT ObjectName FROM fact.BlockingIncident WHERE ObjectName IS NOT NULL", cancellationToken),
            Has.Exactly(1).Contains("INVENTSUM").And.Exactly(1).Contains("NUMBERSEQUENCETABLE")
        );
        Assert.That(
            await stage.QueryAsync<int>("SELECT COUNT(DISTINCT HeadSessionId) FROM fact.BlockingIncident WHERE HeadSessionId > 0", cancellationToken),
            Is.EqualTo(new[] { 2 })
        );
    }

    [Test]
    public async Task When_the_head_lets_go_the_alert_is_resolved_and_one_mail_says_so(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        var opened = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);

        stage.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
        var resolved = await stage.Smtp.NextTakenAsync("resolved", cancellationToken);
        await stage.UntilAsync("SELECT COUNT(*) FROM alert.Alert WHERE State <> N'resolved'", n => n == 0, cancellationToken);
        await stage.UntilAsync(
            "SELECT COUNT(*) FROM alert.Notification WHERE Status = N'pending'",
            n => n == 0,
            cancellationToken
        );

        Assert.That(resolved.MessageId, Is.Not.EqualTo(opened.MessageId));
        Assert.That(
            stage.Smtp.Served.Select(m => m.MessageId),
            Does.Contain(resolved.Message.InReplyTo),
            "one thread for the alert"
        );
        Assert.That(
            stage.Smtp.Served.Select(m => m.MessageId).Distinct().Count(),
            Is.EqualTo(stage.Smtp.Served.Count),
            "no mail twice"
        );
        // A slow machine may take the storm for two incidents: each is told once as over, or both in one.
        var over = stage.Smtp.Served.Where(m => m.Subject.Contains("resolved", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.That(over.Select(m => m.Message.InReplyTo), Is.Unique);
        Assert.That(
            over,
            Has.Count.LessThanOrEqualTo((await stage.QueryAsync<int>("SELECT COUNT(*) FROM alert.Alert", cancellationToken))[0])
        );
    }

    [Test]
    public async Task Events_captured_on_real_servers_arrive_in_the_report_as_they_stand_in_the_XML(
        CancellationToken cancellationToken
    )
    {
        var folder = SharedFiles.Find("testdata");
        var expected = CapturedReport.ReadAll(folder);
        await using var stage = await Stage.BuildAsync(cancellationToken, folder);
        stage.StartOrchestrator();
        await stage.UntilAsync("SELECT COUNT(*) FROM fact.BlockedProcess", n => n == expected.Count, cancellationToken);

        var stored = await stage.QueryAsync<CapturedReport>(
            """
            EXEC report.BlockedProcessReports @InstanceId = NULL, @FromAt = '20100101', @ToAt = '20250101';
            """,
            cancellationToken
        );
        Assert.That(stored.Select(r => r.Normalised()), Is.EquivalentTo(expected.Select(r => r.Normalised())));

        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(
            $"{stage.PortalUrl}/report/Blocking?FromAt=2010-01-01&ToAt=2025-01-01&rs:AutoRefresh=false"
        );
        var text = await page.TextContentAsync("body");
        foreach (var report in expected)
        {
            foreach (
                var part in new[]
                {
                    report.WaitResource,
                    report.BlockedLogin,
                    report.BlockingLogin,
                    report.BlockedHost,
                    report.BlockingHost,
                    report.BlockedApp,
                    report.BlockingApp,
                    report.BlockingStatus,
                    report.LockMode,
                    report.BlockedIsolationLevel,
                    report.BlockedStatement,
                    report.BlockingStatement,
                }
            )
            {
                Assert.That(text, Does.Contain(part.Trim()));
            }
        }
    }
}
