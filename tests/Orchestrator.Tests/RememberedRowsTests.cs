// Rows that have passed can be read again from the first one, up to a limit and unless the source failed.
using System.Data;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class RememberedRowsTests
{
    [Test]
    public void After_a_rewind_the_same_rows_come_and_then_those_not_yet_read()
    {
        using RememberedRows rows = new(Table(4).CreateDataReader(), 1_000_000);
        rows.Read();
        rows.Read();
        rows.Rewind();
        Assert.That(Rest(rows), Is.EqualTo(new[] { "1 a", "2 NULL", "3 a", "4 NULL" }));
        rows.Rewind();
        Assert.That(Rest(rows), Is.EqualTo(new[] { "1 a", "2 NULL", "3 a", "4 NULL" }), "as often as needed");
    }

    [Test]
    public void Beyond_the_limit_all_rows_come_but_only_once()
    {
        using RememberedRows rows = new(Table(40).CreateDataReader(), 100);
        Assert.That(Rest(rows), Has.Length.EqualTo(40));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows.CanRewind, Is.False);
            Assert.That(rows.Rewind, Throws.InvalidOperationException);
        }
    }

    [Test]
    public void Values_are_read_in_every_way_that_a_parameter_reads_them()
    {
        DataTable table = new();
        table.Columns.Add("Text", typeof(string));
        table.Columns.Add("Bytes", typeof(byte[]));
        table.Columns.Add("Number", typeof(long));
        table.Columns.Add("At", typeof(DateTime));
        table.Rows.Add("abcdef", new byte[] { 1, 2, 3, 4 }, 5L, new DateTime(2026, 1, 2));
        using RememberedRows rows = new(table.CreateDataReader(), 1000);
        rows.Read();
        var letters = new char[3];
        var bytes = new byte[8];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows.GetChars(0, 0, null, 0, 0), Is.EqualTo(6));
            Assert.That(rows.GetChars(0, 4, letters, 0, 3), Is.EqualTo(2));
            Assert.That(new string(letters, 0, 2), Is.EqualTo("ef"));
            Assert.That(rows.GetBytes(1, 1, bytes, 2, 8), Is.EqualTo(3));
            Assert.That(bytes, Is.EqualTo(new byte[] { 0, 0, 2, 3, 4, 0, 0, 0 }));
            Assert.That((rows.GetInt64(2), rows.GetDateTime(3)), Is.EqualTo((5L, new DateTime(2026, 1, 2))));
            Assert.That(rows["Text"], Is.EqualTo("abcdef"));
        }
    }

    private static DataTable Table(int count)
    {
        DataTable table = new();
        table.Columns.Add("Number", typeof(int));
        table.Columns.Add("Text", typeof(string));
        for (var i = 1; i <= count; i++)
        {
            table.Rows.Add(i, i % 2 == 1 ? "a" : null);
        }

        return table;
    }

    private static string[] Rest(RememberedRows rows)
    {
        List<string> found = [];
        while (rows.Read())
        {
            found.Add($"{rows.GetInt32(0)} {(rows.IsDBNull(1) ? "NULL" : rows.GetString(1))}");
        }

        return [.. found];
    }
}
