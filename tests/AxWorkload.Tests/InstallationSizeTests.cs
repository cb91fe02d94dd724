// The installation has the size and shape of a real one, and its tables agree with each other.
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class InstallationSizeTests
{
    private WatchedAx _watched = null!;

    [OneTimeSetUp]
    public void Attach() => _watched = new WatchedAx();

    [OneTimeTearDown]
    public void Detach() => _watched.Dispose();

    [Test]
    public void There_are_four_AOS_twelve_companies_600_users_and_80_batch_classes_in_12_groups()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_watched.Count("dbo.SYSSERVERSESSIONS WHERE STATUS = 1"), Is.EqualTo(4));
            Assert.That(_watched.Count("dbo.SYSSERVERCONFIG WHERE ENABLEBATCH = 1"), Is.EqualTo(2));
            Assert.That(_watched.Count("dbo.DATAAREA"), Is.EqualTo(12));
            Assert.That(_watched.Count("dbo.USERINFO WHERE SID LIKE N'S-1-5-21-%-1[1-7]__'"), Is.EqualTo(600));
            Assert.That(
                _watched.Query("SELECT CONCAT(COUNT(DISTINCT CLASSNUMBER), N'') FROM dbo.BATCH"),
                Is.EqualTo(new[] { "80" })
            );
            Assert.That(_watched.Count("dbo.BATCHGROUP"), Is.EqualTo(12));
            Assert.That(_watched.Count("dbo.BATCHGROUP WHERE GROUP_ = N''"), Is.EqualTo(1));
            Assert.That(_watched.Count("dbo.PARTITIONS WHERE PARTITIONKEY = N'initial' AND RECID = 5637144576"), Is.EqualTo(1));
            Assert.That(_watched.Count("dbo.NUMBERSEQUENCETABLE WHERE CONTINUOUS = 1"), Is.GreaterThan(5));
            Assert.That(
                _watched.Count("dbo.NUMBERSEQUENCETABLE WHERE (HIGHEST - NEXTREC) * 100.0 / (HIGHEST - LOWEST) < 25"),
                Is.EqualTo(3),
                "one code in three companies is nearly used up"
            );
        }
    }

    [Test]
    public void Every_class_of_a_batch_task_has_a_name_in_the_model_store_and_some_stand_in_two_layers()
    {
        var names = _watched.Query(
            "MicrosoftDynamicsAX_model",
            "SELECT CONCAT(AXID, N'') FROM dbo.MODELELEMENT WHERE ELEMENTTYPE = 45"
        );
        Assert.That(_watched.Query("SELECT DISTINCT CONCAT(CLASSNUMBER, N'') FROM dbo.BATCH"), Is.SubsetOf(names));
        Assert.That(names, Has.Count.GreaterThan(names.Distinct().Count()));
    }

    [Test]
    public void Every_group_is_worked_by_a_batch_server()
    {
        Assert.That(
            _watched.Query("SELECT GROUP_ FROM dbo.BATCHGROUP WHERE GROUP_ NOT IN (SELECT GROUPID FROM dbo.BATCHSERVERGROUP)"),
            Is.Empty
        );
        Assert.That(
            _watched.Count(
                "dbo.BATCHSERVERGROUP AS g WHERE NOT EXISTS (SELECT 1 FROM dbo.SYSSERVERCONFIG AS c WHERE c.SERVERID = g.SERVERID AND c.ENABLEBATCH = 1)"
            ),
            Is.Zero
        );
        Assert.That(_watched.Query("SELECT SERVERID FROM dbo.BATCHSERVERCONFIG GROUP BY SERVERID"), Has.Count.EqualTo(2));
    }

    [Test]
    public void In_the_morning_some_hundred_users_are_in_more_rows_stay_behind_and_every_session_has_a_user_and_a_server()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_watched.Count("dbo.SYSCLIENTSESSIONS WHERE STATUS = 1 AND CLIENTTYPE = 0"), Is.InRange(120, 500));
            Assert.That(_watched.Count("dbo.SYSCLIENTSESSIONS WHERE STATUS = 0"), Is.GreaterThan(20));
            Assert.That(_watched.Count("dbo.SYSCLIENTSESSIONS WHERE STATUS = 1 AND SESSIONTYPE = 1"), Is.GreaterThan(2));
            Assert.That(
                _watched.Count(
                    "dbo.SYSCLIENTSESSIONS AS s WHERE NOT EXISTS (SELECT 1 FROM dbo.USERINFO AS u WHERE u.ID = s.USERID)"
                ),
                Is.Zero
            );
            Assert.That(
                _watched.Count(
                    "dbo.SYSCLIENTSESSIONS AS s WHERE NOT EXISTS (SELECT 1 FROM dbo.SYSSERVERSESSIONS AS v WHERE v.SERVERID = s.SERVERID)"
                ),
                Is.Zero
            );
        }
    }

    [Test]
    public void Every_table_stands_in_the_dictionary_under_the_number_in_its_index_names()
    {
        Assert.That(AxSchema.Tables.Select(t => t.TableId), Is.Unique);
        foreach (var table in AxSchema.Tables)
        {
            Assert.That(
                _watched.Count($"dbo.SQLDICTIONARY WHERE TABLEID = {table.TableId} AND FIELDID = 0 AND NAME = N'{table.Name}'"),
                Is.EqualTo(1),
                table.Name
            );
        }
    }

    [TestCase("Latin1_General_CI_AS")]
    [TestCase("Latin1_General_BIN2")]
    public void The_strings_of_the_AX_database_have_the_collation_that_was_asked_for(string collation)
    {
        using var watched = new WatchedAx(new AxInstallationOptions { Collation = collation });
        Assert.That(
            watched.Query(
                "SELECT DISTINCT collation_name FROM sys.columns WHERE collation_name IS NOT NULL AND object_id IN (SELECT object_id FROM sys.tables)"
            ),
            Is.EqualTo(new[] { collation })
        );
    }
}
