// Text nested beyond all reason ends in an error, not in a stack overflow that would take the process with
// it.
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Programs;

[TestFixture]
public sealed class NestingTests
{
    [TestCase("SELECT 1", " + 1", 100_000, "")]
    [TestCase("SELECT 1 WHERE 1 = 1", " OR 1 = 2", 100_000, "")]
    [TestCase("", "IF 1 = 1 ", 50_000, "PRINT 1")]
    [TestCase("SELECT 1 WHERE ", "NOT ", 50_000, "1 = 1")]
    [TestCase("SELECT ", "- ", 50_000, "1")]
    public void A_chain_of_any_length_is_refused_with_191(string head, string link, int count, string tail) =>
        Assert.That(Run(head + string.Concat(Enumerable.Repeat(link, count)) + tail), Does.StartWith("! Msg 191, Level 15"));

    [TestCase("SELECT ", "(", "1", ")")]
    [TestCase("", "BEGIN ", "PRINT 1 ", "END ")]
    [TestCase("SELECT ", "CASE WHEN 1 = 1 THEN ", "1", " END")]
    public void Brackets_of_any_depth_are_refused_with_191(string head, string open, string inner, string close) =>
        Assert.That(
            Run(head + string.Concat(Enumerable.Repeat(open, 50_000)) + inner + string.Concat(Enumerable.Repeat(close, 50_000))),
            Does.StartWith("! Msg 191, Level 15")
        );

    [Test]
    public void Brackets_in_texts_names_and_comments_do_not_count()
    {
        var brackets = new string('(', 5000);
        Assert.That(
            Run(
                $"SELECT N'{brackets}' AS a INTO #t; /* {brackets} */ SELECT LEN(a) AS [{new string('(', 100)}] FROM #t; -- {brackets}"
            ),
            Does.Contain("5000")
        );
    }

    [Test]
    public void Long_but_flat_text_runs()
    {
        Assert.That(
            Run("SELECT 1 AS a WHERE 1 IN (2" + string.Concat(Enumerable.Repeat(", 3", 20_000)) + ", 1)"),
            Does.EndWith("1\n(1 row)\n")
        );
        Assert.That(
            Run(string.Concat(Enumerable.Repeat("IF 1 = 0 BEGIN SELECT 1; END;\n", 2000)) + "PRINT N'end';"),
            Is.EqualTo("> end\n")
        );
    }

    private static string Run(string sql)
    {
        using var server = new ServerInstance(new EngineOptions());
        using var session = server.OpenAdministratorSession("master");
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        return output.Text;
    }
}
