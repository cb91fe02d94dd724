// Every system view must give rows that fit its columns, for a database that has one of everything.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Tests.Ddl;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tests.SystemViews;

[TestFixture]
internal sealed class SystemViewShapeTests
{
    private static IEnumerable<string> Names => SystemCatalog.All.Select(static v => v.Schema + "." + v.Name);

    [TestCaseSource(nameof(Names))]
    public void Rows_have_a_value_of_the_right_kind_in_every_column_that_is_not_nullable(string name)
    {
        using var fixture = new DdlFixture();
        fixture.Run(DdlFixture.OneOfEverything);
        var parts = name.Split('.');
        var view = SystemCatalog.Find(parts[0].ToUpperInvariant(), parts[1].ToUpperInvariant())!;
        var arguments = view
            .ArgumentTypes.Select(static t =>
                t.IsCharacter ? SqlValue.FromString("x")
                : t.IsBinary ? SqlValue.FromBytes([1])
                : SqlValue.FromInt64(51)
            )
            .ToArray();
        foreach (var row in SystemCatalog.Rows(view, new ViewContext(fixture, "sa"), arguments))
        {
            foreach (var column in view.Columns)
            {
                Assert.That(row[column.Ordinal].IsNull && !column.IsNullable, Is.False, $"{name}.{column.Name} is NULL");
                if (column.Type.IsCharacter && !row[column.Ordinal].IsNull && !column.Type.IsMax)
                {
                    Assert.That(row[column.Ordinal].AsString(), Has.Length.AtMost(column.Type.Length), $"{name}.{column.Name}");
                }
            }
        }
    }

    private static IEnumerable<string> FoundByObject =>
        SystemCatalog.All.Where(static v => v.IsFoundByObject).Select(static v => v.Name);

    [TestCaseSource(nameof(FoundByObject))]
    public void Rows_of_one_object_are_those_that_all_rows_hold_of_it(string name)
    {
        using var fixture = new DdlFixture();
        fixture.Run(DdlFixture.OneOfEverything);
        var all = Rows(fixture, name, "sa").ToList();
        Assert.That(all, Is.Not.Empty);
        foreach (var rows in all.GroupBy(static r => r[0].AsInt64()))
        {
            Assert.That(Rows(fixture, name, "sa", SqlValue.FromInt64(rows.Key)), Is.EqualTo(rows));
        }

        SqlValue[] others =
        [
            SqlValue.Null,
            SqlValue.FromInt64(0),
            SqlValue.FromInt64(-7),
            SqlValue.FromInt64(long.MaxValue),
        ];
        foreach (var unknown in others)
        {
            Assert.That(Rows(fixture, name, "sa", unknown), Is.Empty);
        }
    }

    [Test]
    public void Objects_list_tables_modules_and_constraints()
    {
        using var fixture = new DdlFixture();
        fixture.Run(DdlFixture.OneOfEverything);
        var rows = Rows(fixture, "objects", "sa").Select(static r => (Name: r[0].AsString(), Type: r[5].AsString())).ToList();
        Assert.That(
            rows,
            Has.Member(("Parent", "U "))
                .And.Member(("PK_Parent", "PK"))
                .And.Member(("FK_Child_Parent", "F "))
                .And.Member(("CK_Child_Amount", "C "))
                .And.Member(("DF_Child_At", "D "))
                .And.Member(("UQ_Child_Code", "UQ"))
                .And.Member(("Recent", "V "))
                .And.Member(("Store", "P "))
        );
    }

    [Test]
    public void Server_state_needs_its_permission()
    {
        using var fixture = new DdlFixture();
        fixture.Run("CREATE LOGIN viewer WITH PASSWORD = 'x'");
        var error = Assert.Throws<SqlError>(() => Rows(fixture, "dm_os_waiting_tasks", "viewer"));
        Assert.That((error!.Number, error.Preceding?.Number), Is.EqualTo((297, (int?)300)));
        var database = fixture.Database;
        fixture.Database = fixture.Server.FindDatabase("master")!;
        fixture.Run("GRANT VIEW SERVER STATE TO viewer");
        fixture.Database = database;
        Assert.That(() => Rows(fixture, "dm_os_waiting_tasks", "viewer"), Throws.Nothing);
    }

    [Test]
    public void A_provider_that_names_an_unknown_column_is_told_so()
    {
        using var fixture = new DdlFixture();
        var context = new ViewContext(fixture, "sa")
        {
            Providers = [new FixedProvider(new Dictionary<string, object?>(StringComparer.Ordinal) { ["wait_kind"] = "X" })],
        };
        Assert.That(
            () => SystemCatalog.Rows(SystemCatalog.Find("sys", "dm_os_wait_stats")!, context, []).ToList(),
            Throws.InvalidOperationException.With.Message.Contains("wait_kind")
        );
    }

    private static List<SqlValue[]> Rows(DdlFixture fixture, string view, string login, params SqlValue[] arguments) =>
        [.. SystemCatalog.Rows(SystemCatalog.Find("sys", view)!, new ViewContext(fixture, login), arguments)];

    private sealed class FixedProvider(IReadOnlyDictionary<string, object?> row) : IServerStateProvider
    {
        public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(
            string viewName,
            IReadOnlyList<SqlValue> arguments,
            IReadOnlyList<SqlType> argumentTypes
        ) => [row];
    }

    private sealed class ViewContext(DdlFixture fixture, string login) : ISystemViewContext
    {
        public ServerStorage Server => fixture.Server;

        public EngineOptions Options { get; } = new();

        public TransactionSpace Space => fixture.Space;

        public Database Database => fixture.Database;

        public int SessionId => 51;

        public string LoginName => login;

        public string UserName => "dbo";

        public DateTime ServerStartedAt { get; } = new(2024, 5, 1, 8, 0, 0, DateTimeKind.Utc);

        public IReadOnlyList<SessionInfo> Sessions { get; } =
        [
            new SessionInfo
            {
                SessionId = 51,
                LoginTime = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc),
                LoginName = "sa",
                RequestStartedAt = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc),
                TransactionId = 7,
                TransactionBeganAt = new DateTime(2024, 5, 1, 9, 0, 0, DateTimeKind.Utc),
            },
        ];

        public IReadOnlyList<IServerStateProvider> Providers { get; init; } = [];

        public IReadOnlyList<DescribedColumn> DescribeFirstResultSet(string sql, string declarations) => [];

        public IReadOnlyList<DescribedColumn> DescribeFirstResultSet(int objectId) => [];
    }
}
