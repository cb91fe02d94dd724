// What an .env file may look like, and that its errors never repeat a value.
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Tests;

public sealed class EnvFileTests
{
    [TestCase("A=1", "A", "1")]
    [TestCase("  export A = 1  ", "A", "1")]
    [TestCase("A=one two # comment", "A", "one two")]
    [TestCase("A=Server=x;Password=p#1", "A", "Server=x;Password=p#1")]
    [TestCase("A='literal \\n #'", "A", "literal \\n #")]
    [TestCase("A=\"line\\nnext \\\"q\\\"\" # c", "A", "line\nnext \"q\"")]
    [TestCase("A=", "A", "")]
    [TestCase("A=1\r\nA=2\r\n", "A", "2")]
    public void Entries_are_read(string text, string key, string value) =>
        Assert.That(EnvFile.Parse(text, ".env")[key], Is.EqualTo(value));

    [Test]
    public void Comments_and_empty_lines_are_no_entries() => Assert.That(EnvFile.Parse("# A=1\n\n   # B=2\n", ".env"), Is.Empty);

    [TestCase("A=1\nno equals s3cret", "line 2")]
    [TestCase("1A=s3cret", "line 1")]
    [TestCase("A=\"s3cret", "closing \" is missing")]
    [TestCase("A='s3cret' s3cret", "text follows")]
    public void A_wrong_line_is_named_without_its_value(string text, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => EnvFile.Parse(text, "/etc/axmonitor/.env"));
        Assert.That(error!.Message, Does.Contain("/etc/axmonitor/.env").And.Contain(expected).And.Not.Contain("s3cret"));
    }

    [Test]
    public void An_absent_file_has_no_entries() => Assert.That(EnvFile.Read("/nonexistent/.env"), Is.Empty);
}
