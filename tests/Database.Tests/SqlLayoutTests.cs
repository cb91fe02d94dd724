// Every T-SQL file keeps to the layout rule, and the check that says so refuses what the rule forbids.

using AxMonitor.Database.Build;

namespace AxMonitor.Database.Tests;

public sealed class SqlLayoutTests
{
    private const string Nine = "a, b, c, d, e, f, g, h, i";

    [Test]
    public void All_files_keep_to_the_rule()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                SqlLayout.Files(RepositoryFolders.Root),
                Has.Count.GreaterThan(300)
                    .And.Some.StartsWith("database/collect/")
                    .And.Some.StartsWith("orchestrator/Collectors/")
                    .And.Some.StartsWith("xe-sessions/")
                    .And.Some.StartsWith("tests/tsqlt/")
            );
            Assert.That(SqlLayout.Check(RepositoryFolders.Root), Is.Empty);
        }
    }

    [Test]
    public void Long_lines_of_code_and_of_comment_have_limits_of_their_own()
    {
        var code = "SELECT " + new string('a', 123);
        var comment = "-- " + new string('a', 107);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Findings(code), Is.Empty);
            Assert.That(Findings(code + "a"), Is.EqualTo(new[] { "x.sql:1: 131 columns; code has 130 at most." }));
            Assert.That(Findings(comment), Is.Empty);
            Assert.That(
                Findings("SELECT 1;\n" + comment + "a"),
                Is.EqualTo(new[] { "x.sql:2: 111 columns; a comment has 110 at most." })
            );
            Assert.That(
                Findings("/* a\n" + new string('a', 111) + "\n*/"),
                Is.EqualTo(new[] { "x.sql:2: 111 columns; a comment has 110 at most." })
            );
            Assert.That(Findings("SELECT 1; " + comment), Is.Empty, "code with a comment behind it is code");
        }
    }

    [TestCase("SELECT\t1;", ExpectedResult = "x.sql:1: A tab; indent with four spaces.")]
    [TestCase("SELECT 1;\nSELECT 2; ", ExpectedResult = "x.sql:2: Blanks at the end of the line.")]
    [TestCase(
        "SELECT " + Nine + ";",
        ExpectedResult = "x.sql:1: SELECT list of 9 columns; beyond 8 each column has a line of its own."
    )]
    [TestCase("SELECT a, b, c, d, e, f, g, h;", ExpectedResult = "")]
    [TestCase(
        "SELECT\n    a,\n    b,\n    c,\n    d,\n    e,\n    f,\n    g, h,\n    i;",
        ExpectedResult = "x.sql:8: SELECT list of 9 columns; beyond 8 each column has a line of its own."
    )]
    [TestCase("SELECT\n    a,\n    b,\n    c,\n    d,\n    e,\n    f,\n    g,\n    h,\n    i;", ExpectedResult = "")]
    [TestCase(
        "INSERT t (" + Nine + ") EXEC p;",
        ExpectedResult = "x.sql:1: INSERT column list of 9 columns; beyond 8 each column has a line of its own."
    )]
    [TestCase("INSERT t (" + Nine + ")\nVALUES (1, 2, 3, 4, 5, 6, 7, 8, 9);", ExpectedResult = "")]
    [TestCase(
        "INSERT t\n(\n    a,\n    b,\n    c,\n    d,\n    e,\n    f,\n    g,\n    h,\n    i\n)\n"
            + "VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9);",
        ExpectedResult = "x.sql:13: Row of VALUES of 9 columns; beyond 8 each column has a line of its own."
    )]
    [TestCase("SELECT FROM;", ExpectedResult = "x.sql:1: Incorrect syntax near 'FROM'.")]
    [TestCase(":r ./Settings.sql", ExpectedResult = "")]
    public string A_rule_refuses_what_breaks_it(string text) => string.Join('\n', Findings(text));

    [Test]
    public void A_literal_that_must_be_one_may_go_beyond_the_limit_on_a_line_of_its_own()
    {
        var literal = "N'" + new string('a', 140) + "'";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Findings($"EXEC p 1,\n    {literal},\n    2;"), Is.Empty);
            Assert.That(Findings($"RAISERROR (\n    {literal},\n    16, 1);"), Is.Empty);
            Assert.That(Findings($"EXEC p {literal};"), Has.Length.EqualTo(1), "a line break makes the line shorter");
            Assert.That(Findings($"SELECT\n    {literal};"), Has.Length.EqualTo(1), "two literals joined by + do it");
            Assert.That(
                Findings($"EXEC p N'\n{new string('a', 131)}';"),
                Has.Length.EqualTo(1),
                "a literal over several lines can have more of them"
            );
        }
    }

    [Test]
    public void The_sentence_that_names_a_test_may_go_beyond_the_limit()
    {
        var name = "CREATE PROCEDURE t.[test " + new string('a', 120) + "]";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Findings(name + "\nAS\nSELECT 1;"), Is.Empty);
            Assert.That(Findings(name + " AS\nSELECT 1;"), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public void A_folder_that_is_no_repository_is_refused() =>
        Assert.That(
            () => SqlLayout.Check(Path.GetTempPath()),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("AxMonitor.sln")
        );

    private static string[] Findings(string text) =>
        [.. SqlLayout.CheckText("x.sql", text).Select(message => message.ToString())];
}
