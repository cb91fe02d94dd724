// Which texts are recipients. What is none is set aside with its reason, and the others stay.
using AxMonitor.Orchestrator.Deliver;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class MailRouteTests
{
    [TestCase("dba@contoso.com", "dba@contoso.com", "")]
    [TestCase("  <dba@contoso.com> ", "dba@contoso.com", "")]
    [TestCase("AX team <ax-admins@contoso.com>", "ax-admins@contoso.com", "AX team")]
    [TestCase("\"Weber; Maria\" <maria@contoso.com>", null, null)]
    [TestCase("dba@bücher.example", "dba@xn--bcher-kva.example", "")]
    [TestCase("o'neill+ax@sub.contoso.com", "o'neill+ax@sub.contoso.com", "")]
    [TestCase("bob", null, null)]
    [TestCase("bob@", null, null)]
    [TestCase("@contoso.com", null, null)]
    [TestCase("a b@contoso.com", null, null)]
    [TestCase("jörg@contoso.com", "jörg@contoso.com", "")]
    [TestCase("jörg@bücher.example", "jörg@xn--bcher-kva.example", "")]
    public void An_address_is_read_or_refused_with_a_reason(string text, string? address, string? name)
    {
        var route = MailRoute.Parse(text);
        Assert.Multiple(() =>
        {
            Assert.That(route.Recipients.SingleOrDefault()?.Address, Is.EqualTo(address));
            Assert.That(route.Recipients.SingleOrDefault()?.Name, Is.EqualTo(name));
            Assert.That(route.Wrong, address is null ? Is.Not.Empty : Is.Empty);
            Assert.That(route.Wrong.Select(w => w.Reply), Has.None.Null);
        });
    }

    [Test]
    public void A_wrong_address_does_not_lose_the_others_and_each_stands_once()
    {
        var route = MailRoute.Parse("a@x.org; bob ;A@X.ORG;; Team <b@x.org>;");
        Assert.Multiple(() =>
        {
            Assert.That(route.Recipients.Select(r => r.Address), Is.EqualTo(new[] { "a@x.org", "b@x.org" }));
            Assert.That(route.Wrong.Select(w => w.Recipient), Is.EqualTo(new[] { "bob" }));
        });
    }

    [Test]
    public void A_text_of_any_length_is_cut_to_what_the_outbox_holds()
    {
        var route = MailRoute.Parse(new string('x', 5000) + "@x.org");
        Assert.That(route.Wrong.Single().Recipient, Has.Length.EqualTo(320));
    }
}
