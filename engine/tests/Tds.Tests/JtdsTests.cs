// jTDS, a JDBC driver that speaks TDS 7.1, against the real engine.
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

[TestFixture]
internal sealed class JtdsTests : EngineServerFixture
{
    [Test]
    public async Task Jtds_reads_metadata_prepares_sends_batches_and_scrolls()
    {
        var run = await ClientProgram.JtdsAsync(Server.Port, Password);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        var seen = run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static line => line.Split(": ", 2))
            .ToDictionary(static p => p[0], static p => p[1]);

        Assert.Multiple(() =>
        {
            Assert.That(seen["product"], Is.EqualTo("Microsoft SQL Server 13"));
            Assert.That(seen["tables"], Is.EqualTo("[dbo JChild TABLE, dbo JParent TABLE]"));
            Assert.That(
                seen["columns"],
                Does.StartWith("[Id int identity 10 0, Name nvarchar 40 0, Price decimal 9 1, At datetime 23 1, ")
                    .And.EndsWith("1073741823 1, Data varbinary 20 1, Version timestamp 8 0]")
            );
            Assert.That(seen["keys"], Is.EqualTo("[Id PK_JParent]"));
            Assert.That(seen["imported"], Is.EqualTo("[JParent Id ParentId FK_JChild 0]"));
            Assert.That(seen["exported"], Is.EqualTo("[JChild]"));
            Assert.That(seen["indexes"], Is.EqualTo("[null null, PK_JParent Id, UX_Name Name]"));
            Assert.That(seen["procedures"], Is.EqualTo("[JDouble]"));
            Assert.That(seen["parameters"], Is.EqualTo("[@RETURN_VALUE 5 int, @a 1 int, @b 2 int]"));
            Assert.That(seen["row id"], Is.EqualTo("[Id]"));
            Assert.That(seen["version columns"], Is.EqualTo("[Version]"));
            Assert.That(seen["catalogs"], Does.Contain("Clients").And.Contain("tempdb"));
            Assert.That(seen["generated key"], Is.EqualTo("1"));
            Assert.That(seen["batch"], Is.EqualTo("250"));
            Assert.That(seen["batch of texts"], Is.EqualTo("[1, 2]"));
            Assert.That(seen["failing batch"], Does.StartWith("2627 [1, "));
            Assert.That(seen["select"], Is.EqualTo("grün 12.50 2026-02-03 04:05:06.0 long 2"));
            Assert.That(seen["prepared often"], Is.EqualTo("210"));
            Assert.That(seen["call"], Is.EqualTo("42 42 7"));
            Assert.That(seen["transaction"], Is.EqualTo("3 4"));
            Assert.That(seen["isolation"], Is.EqualTo("[4]"));
            Assert.That(seen["error"], Is.EqualTo("error 8134 Divide by zero error encountered."));
            Assert.That(seen["rows limited"], Is.EqualTo("[1, 2, 3]"));
            Assert.That(seen["rows unlimited"], Is.EqualTo("251"));
            Assert.That(seen["scroll"], Is.EqualTo("251 3 2 7 7"));
        });
    }
}
