// What is posted on each kind of channel, captured by a server and held against what the receiver documents;
// and that nothing a watched server tells can become markup, a mention or a link.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver.Channels;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Tests.Shared.Web;

namespace AxMonitor.Orchestrator.Tests.Channels;

public sealed class MessageShapeTests
{
    private const string Evil = "<!channel> [click](http://evil) *bold* <script> </b> & \"q\" \u202E";

    private static readonly string MetricPayload = JsonSerializer.Serialize(
        new
        {
            alertId = 12,
            instance = "PRD",
            severity = "warning",
            priority = "an hour (P1)",
            state = "open",
            headline = "tempdb is filling",
            cause = Evil,
            advice = "Find the session that holds the most pages.",
            pendingAt = "2026-03-01T12:00:00Z",
            openedAt = "2026-03-01T12:01:00Z",
            resolvedAt = (string?)null,
            dataAt = "2026-03-01T12:02:00Z",
            rule = "tempdb",
            key = Evil,
            measures = new[]
            {
                new
                {
                    measure = "UsedPercent",
                    valueText = "91 %",
                    warnText = "80 %",
                    criticalText = "90 %",
                },
            },
            members = Array.Empty<object>(),
            reportUrl = "javascript:alert(1)",
            playbookUrl = "https://docs.contoso.com/playbooks/tempdb.md?a=1&b=|<2>",
        }
    );

    private static readonly string ListPayload = JsonSerializer.Serialize(
        new
        {
            alertId = 13,
            instance = "PRD",
            severity = "critical",
            state = "open",
            alerts = Enumerable.Range(1, 30).Select(i => new { headline = $"alert {i}", priority = "P2", key = $"k{i}" }),
            alertsNotShown = 5,
        }
    );

    private HookServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await HookServer.StartAsync();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Teams_gets_a_message_with_one_adaptive_card()
    {
        var (_, body) = await PostAsync(new TeamsShape(), Metric("teams"));
        Assert.That(body.GetProperty("type").GetString(), Is.EqualTo("message"));
        var attachment = body.GetProperty("attachments").EnumerateArray().Single();
        Assert.That(attachment.GetProperty("contentType").GetString(), Is.EqualTo("application/vnd.microsoft.card.adaptive"));
        var card = attachment.GetProperty("content");
        Assert.That(card.GetProperty("type").GetString(), Is.EqualTo("AdaptiveCard"));
        Assert.That(card.GetProperty("version").GetString(), Is.EqualTo("1.4"));
        Assert.That(Texts(card).First(), Is.EqualTo("tempdb is filling (PRD)"));
        Assert.That(string.Concat(Texts(card)), Does.Contain("First: Find the session").And.Contain("2026-03-01 12:00:00 UTC"));
        Assert.That(
            card.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("type").GetString()),
            Is.EqualTo(new[] { "Action.OpenUrl" }),
            "a link that is not http(s) is left out"
        );
        Assert.That(
            Objects(card).Where(o => o.TryGetProperty("text", out _)).Select(o => o.GetProperty("type").GetString()),
            Is.All.EqualTo("TextRun"),
            "only a TextRun is shown as it is"
        );
    }

    [Test]
    public async Task Slack_gets_blocks_within_its_limits_and_no_value_as_markup()
    {
        var (_, body) = await PostAsync(new SlackShape(), Metric("slack") with { Subject = new string('s', 390) + " <!here>" });
        Assert.That(body.GetProperty("text").GetString(), Does.EndWith(" &lt;!here&gt;"));
        var blocks = body.GetProperty("blocks").EnumerateArray().ToList();
        Assert.That(blocks, Has.Count.LessThan(50));
        Assert.That(blocks[0].GetProperty("type").GetString(), Is.EqualTo("header"));
        Assert.That(blocks[0].GetProperty("text").GetProperty("text").GetString(), Has.Length.LessThanOrEqualTo(150));
        var texts = blocks
            .SelectMany(Objects)
            .Where(o => o.TryGetProperty("text", out var t) && t.ValueKind == JsonValueKind.String);
        var marked = texts.Where(t => t.GetProperty("type").GetString() == "mrkdwn").Select(t => t.GetProperty("text").GetString());
        Assert.That(
            marked,
            Is.EqualTo(new[] { "<https://docs.contoso.com/playbooks/tempdb.md?a=1&amp;b=%7C%3C2%3E|Playbook>" })
        );
        Assert.That(blocks.SelectMany(Fields).Count(), Is.GreaterThan(4));
        Assert.That(blocks.Select(b => Fields(b).Count()), Is.All.LessThanOrEqualTo(10));
    }

    [Test]
    public async Task PagerDuty_gets_a_trigger_and_later_a_resolve_of_the_same_incident()
    {
        var (_, trigger) = await PostAsync(new PagerDutyShape(), Metric("pagerduty"));
        var worse = Metric("pagerduty") with { Severity = "critical", MessageKey = "x" };
        var over = Metric("pagerduty") with { State = "resolved", MessageKey = "y" };
        var (_, again) = await PostAsync(new PagerDutyShape(), worse);
        var (_, resolve) = await PostAsync(new PagerDutyShape(), over);
        Assert.Multiple(() =>
        {
            Assert.That(trigger.GetProperty("routing_key").GetString(), Is.EqualTo("k3y"));
            Assert.That(trigger.GetProperty("event_action").GetString(), Is.EqualTo("trigger"));
            Assert.That(trigger.GetProperty("dedup_key").GetString(), Is.EqualTo("axmonitor/PRD/alert/12"));
            Assert.That(trigger.GetProperty("payload").GetProperty("summary").GetString(), Is.EqualTo("tempdb is filling (PRD)"));
            Assert.That(trigger.GetProperty("payload").GetProperty("source").GetString(), Is.EqualTo("PRD"));
            Assert.That(trigger.GetProperty("payload").GetProperty("severity").GetString(), Is.EqualTo("warning"));
            Assert.That(trigger.GetProperty("links").GetArrayLength(), Is.EqualTo(1));
            Assert.That(again.GetProperty("payload").GetProperty("severity").GetString(), Is.EqualTo("critical"));
            Assert.That(resolve.GetProperty("event_action").GetString(), Is.EqualTo("resolve"));
            Assert.That(
                new[] { again, resolve }.Select(e => e.GetProperty("dedup_key").GetString()),
                Is.All.EqualTo("axmonitor/PRD/alert/12")
            );
        });
    }

    [Test]
    public async Task A_webhook_gets_the_payload_signed_with_its_time_and_a_key_against_repetition()
    {
        var (request, body) = await PostAsync(new WebhookShape(), Metric("webhook"));
        var timestamp = request.Headers[WebhookShape.TimestampHeader];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes("k3y"), Encoding.UTF8.GetBytes($"{timestamp}.{request.Body}"));
        Assert.Multiple(() =>
        {
            Assert.That(timestamp, Is.EqualTo("1772366400"));
            Assert.That(
                request.Headers[WebhookShape.SignatureHeader],
                Is.EqualTo("sha256=" + Convert.ToHexStringLower(expected))
            );
            Assert.That(request.Headers["Idempotency-Key"], Is.EqualTo("alert/12/x/open/warning"));
            Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
            Assert.That(body.GetProperty("payload").GetProperty("cause").GetString(), Is.EqualTo(Evil));
            Assert.That(body.GetProperty("state").GetString(), Is.EqualTo("open"));
            Assert.That(request.Body, Does.Not.Contain("<script>"));
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public async Task Whatever_the_payload_is_the_subject_arrives(IMessageShape shape)
    {
        string[] payloads =
        [
            "",
            "no json",
            "[]",
            "null",
            """{"alertId":"x","instance":5,"head":[],"alerts":{},"measures":[1],"playbookUrl":7}""",
            """{"alertId":1e30}""",
            ListPayload,
            Samples.BlockingPayload,
            MetricPayload,
        ];
        foreach (var payload in payloads)
        {
            foreach (var state in new[] { "open", "resolved", "test" })
            {
                var (request, _) = await PostAsync(shape, Metric(shape.Kind) with { PayloadJson = payload, State = state });
                Assert.That(
                    request.Body,
                    shape.Kind == "pagerduty" && state == "resolved" ? Does.Contain("resolve") : Does.Contain("tempdb is filling (PRD)"),
                    payload
                );
                Assert.That(request.Body, Has.Length.LessThan(28_000), "Teams takes no more");
            }
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public async Task A_reminder_says_that_nobody_has_acknowledged_it(IMessageShape shape)
    {
        const string Payload = """{"alertId":7,"instance":"PRD","reminder":"Nobody has acknowledged this for 1 h."}""";
        var (request, _) = await PostAsync(shape, Metric(shape.Kind) with { PayloadJson = Payload, State = "reminder" });
        Assert.That(request.Body, Does.Contain("Nobody has acknowledged this for 1 h"));
    }

    [TestCaseSource(nameof(Shapes))]
    public async Task A_list_names_the_first_and_counts_the_others(IMessageShape shape)
    {
        var (request, _) = await PostAsync(shape, Metric(shape.Kind) with { PayloadJson = ListPayload, TemplateName = "list" });
        Assert.That(request.Body, Does.Contain("alert 10").And.Contain(shape.Kind == "webhook" ? "\"alertsNotShown\":5" : "and 25 more"));
    }

    [TestCaseSource(nameof(Shapes))]
    public void A_channel_without_its_secrets_is_named(IMessageShape shape) =>
        Assert.That(shape.Missing(new ChannelOptions()), Is.Not.Empty);

    private static IEnumerable<IMessageShape> Shapes() =>
        [new TeamsShape(), new SlackShape(), new PagerDutyShape(), new WebhookShape()];

    private static Notification Metric(string kind) =>
        new()
        {
            NotificationId = 1,
            Channel = "x",
            ChannelKind = kind,
            Recipients = "x",
            TemplateName = "metric",
            State = "open",
            Severity = "warning",
            MessageKey = "alert/12/x/open/warning",
            FirstMessageKey = "alert/12/x/open/warning",
            Subject = "tempdb is filling (PRD)",
            PayloadJson = MetricPayload,
        };

    private async Task<(HookRequest Request, JsonElement Body)> PostAsync(IMessageShape shape, Notification notification)
    {
        var channel = new ChannelOptions { Url = _server.Address(), Key = "k3y" };
        using var client = new ChannelClient(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var message = shape.Request(notification, channel, DateTimeOffset.FromUnixTimeSeconds(1772366400));
        var result = await client.PostAsync(message, channel, CancellationToken.None);
        Assert.That(result.Outcome, Is.EqualTo(PostOutcome.Sent), result.Reason);
        var request = await _server.NextAsync();
        return (request, JsonDocument.Parse(request.Body).RootElement);
    }

    private static IEnumerable<JsonElement> Fields(JsonElement block) =>
        block.TryGetProperty("fields", out var fields) ? fields.EnumerateArray() : [];

    private static IEnumerable<string> Texts(JsonElement element) =>
        Objects(element).Where(o => o.TryGetProperty("text", out _)).Select(o => o.GetProperty("text").GetString()!);

    private static IEnumerable<JsonElement> Objects(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Objects(p.Value)).Prepend(element),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
            _ => [],
        };
}
