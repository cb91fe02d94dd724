// Links of messages lead to allowed hosts only, whatever the repository's settings say.
using System.Text.Json;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Tests;

public sealed class LinkHostsTests
{
    private static readonly LinkHosts Allowed = new(["reports.contoso.com"]);

    [TestCase("https://reports.contoso.com:8443/report/Blocking?IncidentId=7", true)]
    [TestCase("http://REPORTS.contoso.com/x", true)]
    [TestCase("https://reports.contoso.com.evil.example/x", false)]
    [TestCase("https://reports.contoso.com@evil.example/x", false)]
    [TestCase("https://someone@reports.contoso.com/x", false)]
    [TestCase("https://evil.example/reports.contoso.com", false)]
    [TestCase("//reports.contoso.com/x", false)]
    [TestCase("javascript:alert('reports.contoso.com')", false)]
    [TestCase("file://reports.contoso.com/x", false)]
    [TestCase("reports.contoso.com", false)]
    [TestCase("", false)]
    public void A_link_stays_when_its_host_is_allowed(string link, bool stays)
    {
        using var kept = JsonDocument.Parse(Allowed.Keep(JsonSerializer.Serialize(new { reportUrl = link })));
        Assert.That(
            kept.RootElement.GetProperty("reportUrl").ValueKind,
            Is.EqualTo(stays ? JsonValueKind.String : JsonValueKind.Null)
        );
    }

    [Test]
    public void Every_link_is_looked_at_and_all_else_stays() =>
        Assert.That(
            Allowed.Keep(
                """{"a":1.50,"PLAYBOOKURL":"https://evil.example/","list":[{"url":"https://evil.example/","text":"https://evil.example/"}],"reportUrl":"https://reports.contoso.com/1","reportUrl":"https://evil.example/2"}"""
            ),
            Is.EqualTo(
                """{"a":1.50,"PLAYBOOKURL":null,"list":[{"url":null,"text":"https://evil.example/"}],"reportUrl":"https://reports.contoso.com/1","reportUrl":null}"""
            )
        );

    [Test]
    public void Without_a_list_every_host_is_allowed() =>
        Assert.That(new LinkHosts([]).Keep("""{"reportUrl":"https://any.example/"}"""), Does.Contain("any.example"));

    [Test]
    public void What_is_no_JSON_is_left_to_those_who_say_so() =>
        Assert.That(Allowed.Keep("""{"reportUrl":"""), Is.EqualTo("""{"reportUrl":"""));
}
