// Which plan the planner makes: seeks where a key allows them, conditions below groupings and windows, no
// sort where an index is in order.
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Queries;

[TestFixture]
internal sealed class PlanTests
{
    [TestCase("SELECT * FROM T WHERE Id = 1", "seek(T.1, 1)", TestName = "An equality on the key seeks")]
    [TestCase("SELECT * FROM T WHERE Id = @v", "seek(T.1, 1)", TestName = "A wider variable does not stop a seek")]
    [TestCase(
        "SELECT * FROM T WHERE 5 <= Id AND Id < 9 AND At = 1",
        "seek(T.1, 0, range)",
        TestName = "A range on the key seeks, the rest is tested"
    )]
    [TestCase(
        "SELECT * FROM T WHERE G = 1 AND At BETWEEN 2 AND 3",
        "seek(T.2, 1, range)",
        TestName = "Equal prefix and range use both index columns"
    )]
    [TestCase(
        "SELECT * FROM T WHERE G = 1 AND Id = 2",
        "seek(T.1, 1)",
        TestName = "A complete unique key beats a longer list of candidates"
    )]
    [TestCase("SELECT * FROM T WHERE At = 1", "scan(T)", TestName = "A column that leads no index is scanned")]
    [TestCase("SELECT * FROM T WHERE Id + 0 = 1", "scan(T)", TestName = "An expression over the key is no key")]
    [TestCase("SELECT * FROM Pair WHERE B = 1", "scan(Pair)", TestName = "The second key column alone does not seek")]
    [TestCase(
        "SELECT TOP (1) Id FROM T WHERE G = 1 ORDER BY At DESC",
        "top(ordered(T.2, 1, backward))",
        TestName = "The newest of a group walks the index backwards"
    )]
    [TestCase(
        "SELECT TOP (1) Id FROM T WHERE Id = 3 ORDER BY G, At",
        "top(sort(seek(T.1, 1)))",
        TestName = "A seek beats an ordered walk"
    )]
    [TestCase("SELECT Id FROM Heap ORDER BY G", "sort(scan(Heap))", TestName = "Without an index rows are sorted")]
    [TestCase(
        "SELECT d.G, d.N FROM (SELECT G, COUNT(*) AS N FROM T GROUP BY G) AS d WHERE d.G = 4",
        "group(1 keys, seek(T.2, 1))",
        TestName = "A condition on a grouping key goes below the grouping"
    )]
    [TestCase(
        "SELECT d.N FROM (SELECT G, COUNT(*) AS N FROM T GROUP BY G) AS d WHERE d.N = 4",
        "filter(group(1 keys, scan(T)))",
        TestName = "A condition on an aggregate stays above"
    )]
    [TestCase(
        "SELECT d.Id FROM (SELECT Id, G, ROW_NUMBER() OVER (PARTITION BY G ORDER BY At) AS rn FROM T) AS d WHERE d.G = 4 AND d.rn = 1",
        "filter(window(1, seek(T.2, 1)))",
        TestName = "A condition on the partition goes below the window"
    )]
    [TestCase(
        "SELECT d.Id FROM (SELECT Id, At, ROW_NUMBER() OVER (PARTITION BY G ORDER BY At) AS rn FROM T) AS d WHERE d.Id = 4",
        "filter(window(1, scan(T)))",
        TestName = "Another condition would change the numbering and stays above"
    )]
    [TestCase(
        "SELECT h.Id FROM Heap AS h LEFT JOIN Heap AS g ON g.Id = h.G",
        "hash Left(scan(Heap), scan(Heap))",
        TestName = "Without an index a join hashes"
    )]
    [TestCase(
        "SELECT h.Id FROM Heap AS h LEFT JOIN T AS t ON t.Id = h.G",
        "choose(hash Left(scan(Heap), scan(T)) | loop Left(scan(Heap), seek(T.1, 1)))",
        TestName = "With an index the sizes decide when it runs"
    )]
    [TestCase(
        "SELECT h.Id FROM Heap AS h OUTER APPLY (SELECT COUNT(*) AS n FROM Heap AS g WHERE g.G = h.Id) AS x",
        "loop Left(scan(Heap), group(0 keys, spool(scan(Heap))))",
        TestName = "An apply without an index builds one of its own"
    )]
    [TestCase(
        "SELECT h.Id FROM Heap AS h OUTER APPLY (SELECT COUNT(*) AS n FROM T AS t WHERE t.G = h.Id) AS x",
        "loop Left(scan(Heap), group(0 keys, seek(T.2, 1)))",
        TestName = "An apply with an index seeks"
    )]
    [TestCase("UPDATE T SET At = 1 WHERE Id = 5", "seek(T.1, 1)", TestName = "UPDATE finds its row by a seek")]
    [TestCase("DELETE T WHERE G = 5", "seek(T.2, 1)", TestName = "DELETE finds its rows by a seek")]
    public void Plan_is(string sql, string expected)
    {
        var statement = BatchParser.Parse(sql, quotedIdentifier: true)[0];
        Assert.That(StatementCompiler.Compile(statement, new PlanScope()).Explain(), Is.EqualTo(expected));
    }
}
