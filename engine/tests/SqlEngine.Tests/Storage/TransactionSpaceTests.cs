// What a session sees of its own and of others' changes, and what going back restores.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Tests.Storage;

[TestFixture]
internal sealed class TransactionSpaceTests
{
    private ServerStorage _server = null!;
    private Database _database = null!;
    private TransactionSpace _one = null!;
    private TransactionSpace _two = null!;

    [SetUp]
    public void CreateOneTable()
    {
        _server = new ServerStorage(TimeProvider.System);
        _database = _server.CreateDatabase("D");
        _one = new TransactionSpace(_server, 51);
        _two = new TransactionSpace(_server, 52) { LockTimeoutMs = 0 };
        using var statement = _one.BeginStatement();
        _one.BeginWrite(_database, CancellationToken.None);
        _one.SetCatalog(_database, _one.View(_database).Catalog.With(TableDataProperties.Table(clustered: true)));
        statement.Complete();
    }

    [TearDown]
    public void CloseSessions()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Test]
    public void Others_see_changes_only_after_commit()
    {
        _one.Begin();
        Insert(_one, 1);
        Assert.That((Count(_one), Count(_two)), Is.EqualTo((1L, 0L)));
        _one.Commit();
        Assert.That(Count(_two), Is.EqualTo(1));
    }

    [Test]
    public void A_statement_that_fails_is_undone_and_the_transaction_goes_on()
    {
        _one.Begin();
        Insert(_one, 1);
        using (_one.BeginStatement())
        {
            Insert(_one, 2);
        }

        Assert.That(Count(_one), Is.EqualTo(1));
        Insert(_one, 3);
        _one.Commit();
        Assert.That(Count(_two), Is.EqualTo(2));
    }

    [Test]
    public void A_view_taken_before_a_write_does_not_show_it()
    {
        _one.Begin();
        Insert(_one, 1);
        var before = _one.View(_database);
        var data = _one.OpenForWrite(_database, 1);
        data.Insert(TableDataProperties.Row(2, 2, 2));
        Assert.That(before.Data(1).RowCount, Is.EqualTo(1));
        data.Insert(TableDataProperties.Row(3, 3, 3));
        Assert.That(_one.View(_database).Data(1).RowCount, Is.EqualTo(3));
        _one.Rollback();
        Assert.That(Count(_one), Is.Zero);
    }

    [Test]
    public void Savepoints_nest_and_also_cover_databases_first_written_after_them()
    {
        _one.Begin();
        var empty = _one.Mark();
        Insert(_one, 1);
        var first = _one.Mark();
        Insert(_one, 2);
        _one.RollbackTo(first);
        Assert.That(Count(_one), Is.EqualTo(1));
        Insert(_one, 5);
        _one.RollbackTo(first);
        Assert.That(Count(_one), Is.EqualTo(1));
        _one.RollbackTo(empty);
        Assert.That(Count(_one), Is.Zero);
        _one.Commit();
        Assert.That(Count(_two), Is.Zero);
    }

    [Test]
    public void A_second_writer_times_out_while_the_first_holds_the_database()
    {
        _one.Begin();
        Insert(_one, 1);
        _two.Begin();
        var error = Assert.Throws<SqlError>(() => _two.BeginWrite(_database, CancellationToken.None));
        Assert.That(error!.Number, Is.EqualTo(1222));
        _one.Commit();
        Insert(_two, 2);
        _two.Commit();
        Assert.That(Count(_one), Is.EqualTo(2));
    }

    [Test]
    public async Task Two_sessions_that_wait_for_each_other_end_with_one_deadlock_victim()
    {
        var other = _server.CreateDatabase("E");
        _two.LockTimeoutMs = -1;
        _one.Begin();
        _two.Begin();
        _one.BeginWrite(_database, CancellationToken.None);
        _two.BeginWrite(other, CancellationToken.None);
        var waiting = Task.Run(() => Number(() => _one.BeginWrite(other, CancellationToken.None), _one));
        var second = Number(() => _two.BeginWrite(_database, CancellationToken.None), _two);
        Assert.That(new[] { await waiting, second }.Order(), Is.EqualTo(new[] { 0, 1205 }));

        static int Number(Action action, TransactionSpace space)
        {
            try
            {
                action();
                space.Rollback();
                return 0;
            }
            catch (SqlError e)
            {
                space.Rollback();
                return e.Number;
            }
        }
    }

    [Test]
    public void Cancelling_ends_a_wait_for_the_writer_lock()
    {
        _one.Begin();
        _one.BeginWrite(_database, CancellationToken.None);
        _two.LockTimeoutMs = -1;
        _two.Begin();
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.That(() => _two.BeginWrite(_database, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_server.Locks.All().Count(l => !l.IsGranted), Is.Zero);
    }

    [Test]
    public void Temp_tables_belong_to_their_level_and_roll_back_with_the_transaction()
    {
        _one.CreateTempTable(Temp("#t"));
        _one.TempLevel = 1;
        var inner = Temp("#t");
        _one.CreateTempTable(inner);
        Assert.That(_one.FindTempTable("#T")!.ObjectId, Is.EqualTo(inner.ObjectId));
        Assert.That(() => _one.CreateTempTable(Temp("#t")), Throws.InstanceOf<SqlError>().With.Property("Number").EqualTo(2714));
        _one.TempLevel = 0;
        Assert.That(_one.FindTempTable("#t")!.ObjectId, Is.Not.EqualTo(inner.ObjectId));
        _one.Begin();
        _one.CreateTempTable(Temp("#u"));
        _one.OpenForWrite(_one.Temp, _one.FindTempTable("#u")!.ObjectId).Insert(TableDataProperties.Row(1, 1, 1));
        _one.Rollback();
        Assert.That(_one.FindTempTable("#u"), Is.Null);
        Assert.That(_two.FindTempTable("#t"), Is.Null);
    }

    private TableDef Temp(string name) =>
        TableDataProperties.Table(clustered: false) with
        {
            Name = name,
            ObjectId = _server.NextTempObjectId(),
        };

    private void Insert(TransactionSpace space, int key)
    {
        space.BeginWrite(_database, CancellationToken.None);
        space.OpenForWrite(_database, 1).Insert(TableDataProperties.Row(key, key, key));
    }

    private long Count(TransactionSpace space) => space.View(_database).Data(1).RowCount;
}
