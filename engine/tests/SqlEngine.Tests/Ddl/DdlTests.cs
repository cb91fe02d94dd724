// What DDL stores and what it refuses, with SQL Server's words.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tests.Ddl;

[TestFixture]
internal sealed class DdlTests
{
    private DdlFixture _ddl = null!;

    [SetUp]
    public void CreateDatabase() => _ddl = new DdlFixture();

    [TearDown]
    public void Close() => _ddl.Dispose();

    [Test]
    public void A_table_definition_keeps_columns_keys_and_constraints()
    {
        _ddl.Run(DdlFixture.OneOfEverything);
        var child = _ddl.Catalog.FindTable("APP", "CHILD")!;
        Assert.That(child.PrimaryKey!.Name, Does.Match("^PK__Child__[0-9A-F]{16}$"));
        Assert.That((child.PrimaryKey.IsClustered, child.ClusteredIndex), Is.EqualTo((false, (IndexDef?)null)));
        Assert.That(child.ForeignKeys[0].OnDelete, Is.EqualTo(ReferentialAction.Cascade));
        Assert.That(child.Checks[0].Text, Is.EqualTo("(Amount > 0)"));
        Assert.That(child.FindColumn("at")!.Default!.Text, Is.EqualTo("(sysutcdatetime())"));
        Assert.That(child.FindColumn("Version")!.IsNullable, Is.False);
        Assert.That(child.FindIndex("IX_Child_At")!.FilterText, Is.EqualTo("(Amount > 10)"));
        var parent = _ddl.Catalog.FindTable("app", "Parent")!;
        Assert.That(
            (parent.PrimaryKey!.IndexId, parent.FindColumn("Id")!.IsNullable, parent.FindColumn("Name")!.AliasType!.Name),
            Is.EqualTo((1, false, "sysname"))
        );
    }

    [TestCase("CREATE TABLE dbo.A (x int)", "2714: There is already an object named 'A' in the database.")]
    [TestCase(
        "CREATE TABLE nope.A (x int)",
        "2760: The specified schema name \"nope\" either does not exist or you do not have permission to use it."
    )]
    [TestCase(
        "CREATE TABLE dbo.B (x int, X int)",
        "2705: Column names in each table must be unique. Column name 'X' in table 'B' is specified more than once."
    )]
    [TestCase("CREATE TABLE dbo.B (x nosuch)", "2715: Column, parameter, or variable #1: Cannot find data type nosuch.")]
    [TestCase(
        "CREATE TABLE dbo.B (x int PRIMARY KEY, y int PRIMARY KEY)",
        "8110: Cannot add multiple PRIMARY KEY constraints to table 'B'."
    )]
    [TestCase(
        "CREATE TABLE dbo.B (x int IDENTITY, y int IDENTITY)",
        "2744: Multiple identity columns specified for table 'B'. Only one identity column per table is allowed."
    )]
    [TestCase(
        "CREATE TABLE dbo.B (x int REFERENCES dbo.Nope (y))",
        "1767: Foreign key 'FK__B__x__*' references invalid table 'dbo.Nope'.\n1750: Could not create constraint or index. See previous errors."
    )]
    [TestCase(
        "ALTER TABLE dbo.A ADD CONSTRAINT PK_2 PRIMARY KEY (Id)",
        "1779: Table 'A' already has a primary key defined on it.\n1750: Could not create constraint or index. See previous errors."
    )]
    [TestCase(
        "ALTER TABLE dbo.Nope ADD x int",
        "4902: Cannot find the object \"dbo.Nope\" because it does not exist or you do not have permissions."
    )]
    [TestCase(
        "ALTER TABLE dbo.A DROP COLUMN Nope",
        "4924: ALTER TABLE DROP COLUMN failed because column 'Nope' does not exist in table 'A'."
    )]
    [TestCase(
        "ALTER TABLE dbo.A DROP COLUMN Value",
        "5074: The object 'DF_A_Value' is dependent on column 'Value'.\n4922: ALTER TABLE DROP COLUMN Value failed because one or more objects access this column."
    )]
    [TestCase(
        "ALTER TABLE dbo.A DROP CONSTRAINT Nope",
        "3728: 'Nope' is not a constraint.\n3727: Could not drop constraint. See previous errors."
    )]
    [TestCase("CREATE INDEX IX ON dbo.A (Nope)", "1911: Column name 'Nope' does not exist in the target table or view.")]
    [TestCase(
        "CREATE INDEX IX ON dbo.Nope (x)",
        "1088: Cannot find the object \"dbo.Nope\" because it does not exist or you do not have permissions."
    )]
    [TestCase(
        "CREATE INDEX IX_A ON dbo.A (Id)",
        "1913: The operation failed because an index or statistics with name 'IX_A' already exists on table 'dbo.A'."
    )]
    [TestCase(
        "CREATE CLUSTERED INDEX CX ON dbo.A (Id)",
        "1902: Cannot create more than one clustered index on table 'dbo.A'. Drop the existing clustered index 'PK_A' before creating another."
    )]
    [TestCase(
        "DROP TABLE dbo.Nope",
        "3701: Cannot drop the table 'dbo.Nope', because it does not exist or you do not have permission."
    )]
    [TestCase("DROP VIEW dbo.A", "3705: Cannot use DROP VIEW with 'dbo.A' because 'dbo.A' is a table. Use DROP TABLE.")]
    [TestCase(
        "DROP INDEX IX ON dbo.A",
        "3701: Cannot drop the index 'dbo.A.IX', because it does not exist or you do not have permission."
    )]
    [TestCase(
        "DROP INDEX PK_A ON dbo.A",
        "3723: An explicit DROP INDEX is not allowed on index 'dbo.A.PK_A'. It is being used for PRIMARY KEY constraint enforcement."
    )]
    [TestCase("DROP SCHEMA dbo", "3729: Cannot drop schema 'dbo' because it is being referenced by object 'A'.")]
    [TestCase(
        "DROP TYPE dbo.Nope",
        "218: Could not find the type 'dbo.Nope'. Either it does not exist or you do not have the necessary permission."
    )]
    [TestCase("ALTER PROCEDURE dbo.Nope AS SELECT 1", "208: Invalid object name 'dbo.Nope'.")]
    [TestCase("CREATE PROCEDURE dbo.A AS SELECT 1", "2714: There is already an object named 'A' in the database.")]
    [TestCase(
        "GRANT SELECT ON dbo.Nope TO public",
        "15151: Cannot find the object 'Nope', because it does not exist or you do not have permission."
    )]
    [TestCase(
        "ALTER ROLE nope ADD MEMBER dbo",
        "15151: Cannot alter the role 'nope', because it does not exist or you do not have permission."
    )]
    public void Refuses(string statement, string expected)
    {
        _ddl.Run(
            "CREATE TABLE dbo.A (Id int NOT NULL CONSTRAINT PK_A PRIMARY KEY, Value int NOT NULL CONSTRAINT DF_A_Value DEFAULT 1, Other int, INDEX IX_A (Other))"
        );
        Assert.That(
            _ddl.Fail(statement),
            Does.Match(
                "^"
                    + System
                        .Text.RegularExpressions.Regex.Escape(expected)
                        .Replace("\\*", "[0-9A-F]{8}", StringComparison.Ordinal)
                    + "$"
            )
        );
    }

    [Test]
    public void A_failed_statement_leaves_the_catalog_as_it_was()
    {
        _ddl.Run("CREATE TABLE dbo.A (Id int)");
        var before = _ddl.Catalog;
        Assert.That(_ddl.Fail("ALTER TABLE dbo.A ADD Id int"), Does.StartWith("2705"));
        Assert.That(_ddl.Catalog, Is.SameAs(before));
    }

    [Test]
    public void Adding_and_dropping_columns_carries_the_rows_along()
    {
        _ddl.Run("CREATE TABLE dbo.A (Id int NOT NULL PRIMARY KEY, Gone int NULL, Kept int NULL, INDEX IX (Kept))");
        Insert("A", 1, 10, 100);
        Insert("A", 2, 20, 200);
        Assert.That(_ddl.Fail("ALTER TABLE dbo.A ADD Needed int NOT NULL"), Does.StartWith("4901"));
        _ddl.Run(
            "ALTER TABLE dbo.A ADD Filled int NOT NULL CONSTRAINT DF_Filled DEFAULT 7, Empty int NULL DEFAULT 5, Number int IDENTITY(10, 5)"
        );
        _ddl.Run("ALTER TABLE dbo.A DROP COLUMN Gone");
        Assert.That(Rows("A"), Is.EqualTo(new[] { "1,100,7,,10", "2,200,7,,15" }));
        var table = _ddl.Catalog.FindTable(null, "A")!;
        Assert.That(table.FindColumn("Kept")!.ColumnId, Is.EqualTo(3));
        var data = _ddl.Database.Committed.Data(table.ObjectId);
        Assert.That(data.Exists(table.FindIndex("IX")!.IndexId, [SqlValue.FromInt64(200)]), Is.True);
    }

    [Test]
    public void A_unique_index_over_duplicates_is_refused_and_one_over_good_rows_is_built()
    {
        _ddl.Run("CREATE TABLE dbo.A (Id int NOT NULL, Value int NULL)");
        Insert("A", 1, 10);
        Insert("A", 2, 10);
        Assert.That(
            _ddl.Fail("CREATE UNIQUE INDEX UX ON dbo.A (Value)"),
            Is.EqualTo(
                "1505: The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name 'dbo.A' and the index name 'UX'. The duplicate key value is (10)."
            )
        );
        _ddl.Run("CREATE UNIQUE INDEX UX ON dbo.A (Value) WHERE Id > 1");
        Assert.That(
            () => Insert("A", 3, 10),
            Throws.Exception.With.Message.EqualTo(
                "Cannot insert duplicate key row in object 'dbo.A' with unique index 'UX'. The duplicate key value is (10)."
            )
        );
        Assert.That(() => Insert("A", 0, 10), Throws.Nothing);
    }

    [Test]
    public void Constraints_added_later_check_the_rows_that_are_there()
    {
        _ddl.Run(
            "CREATE TABLE dbo.P (Id int NOT NULL CONSTRAINT PK_P PRIMARY KEY)\nGO\nCREATE TABLE dbo.C (Id int NOT NULL, P int NULL)"
        );
        Insert("P", 1);
        Insert("C", 0, 2);
        Assert.That(
            _ddl.Fail("ALTER TABLE dbo.C ADD CONSTRAINT FK FOREIGN KEY (P) REFERENCES dbo.P"),
            Is.EqualTo(
                "547: The ALTER TABLE statement conflicted with the FOREIGN KEY constraint \"FK\". The conflict occurred in database \"D\", table \"dbo.P\", column 'Id'."
            )
        );
        Assert.That(
            _ddl.Fail("ALTER TABLE dbo.C ADD CONSTRAINT CK CHECK (Id > 0)"),
            Is.EqualTo(
                "547: The ALTER TABLE statement conflicted with the CHECK constraint \"CK\". The conflict occurred in database \"D\", table \"dbo.C\"."
            )
        );
        _ddl.Run("ALTER TABLE dbo.C WITH NOCHECK ADD CONSTRAINT FK FOREIGN KEY (P) REFERENCES dbo.P");
        Assert.That(_ddl.Catalog.FindTable(null, "C")!.ForeignKeys[0].IsNotTrusted, Is.True);
        Assert.That(_ddl.Fail("DROP TABLE dbo.P"), Does.StartWith("3726"));
        Assert.That(_ddl.Fail("ALTER TABLE dbo.P DROP CONSTRAINT PK_P"), Does.StartWith("3725"));
        _ddl.Run("DROP TABLE dbo.C, dbo.P");
    }

    [Test]
    public void Create_or_alter_keeps_the_object_id_and_permissions()
    {
        _ddl.Run("CREATE OR ALTER PROCEDURE dbo.P AS SELECT 1");
        var id = _ddl.Catalog.FindModule(null, "P")!.ObjectId;
        _ddl.Run("CREATE ROLE r\nGO\nGRANT EXECUTE ON dbo.P TO r\nGO\nCREATE OR ALTER PROCEDURE dbo.P @x int = 2 AS SELECT 2");
        var module = _ddl.Catalog.FindModule(null, "p")!;
        Assert.That(
            (module.ObjectId, module.Parameters.Length, module.Text),
            Is.EqualTo((id, 1, "CREATE OR ALTER PROCEDURE dbo.P @x int = 2 AS SELECT 2"))
        );
        Assert.That(_ddl.Catalog.Permissions.Any(p => p.MajorId == id), Is.True);
    }

    [Test]
    public void Permissions_come_from_object_schema_and_roles_and_deny_wins()
    {
        _ddl.Run(DdlFixture.OneOfEverything);
        _ddl.Run("CREATE LOGIN joe WITH PASSWORD = 'x'\nGO\nCREATE USER joe FOR LOGIN joe");
        var parent = _ddl.Catalog.FindTable("app", "Parent")!;
        Assert.That(Permissions.Allows(_ddl.Catalog, "joe", "SELECT", parent), Is.False);
        _ddl.Run("ALTER ROLE readers ADD MEMBER joe");
        Assert.That(Permissions.Allows(_ddl.Catalog, "joe", "SELECT", parent), Is.True);
        Assert.That(Permissions.Allows(_ddl.Catalog, "joe", "INSERT", parent), Is.False);
        _ddl.Run("DENY SELECT ON app.Parent TO public");
        Assert.That(Permissions.Allows(_ddl.Catalog, "joe", "SELECT", parent), Is.False);
        Assert.That(Permissions.Allows(_ddl.Catalog, "dbo", "SELECT", parent), Is.True);
        _ddl.Run("REVOKE SELECT ON app.Parent FROM public");
        Assert.That(Permissions.Allows(_ddl.Catalog, "joe", "SELECT", parent), Is.True);
        _ddl.Run("ALTER ROLE db_datawriter ADD MEMBER joe");
        Assert.That(Permissions.Allows(_ddl.Catalog, "joe", "INSERT", parent), Is.True);
    }

    [Test]
    public void Renaming_and_moving_keep_data_and_foreign_keys()
    {
        _ddl.Run(
            "CREATE SCHEMA s\nGO\nCREATE TABLE dbo.A (Id int NOT NULL PRIMARY KEY)\nGO\nCREATE TABLE dbo.B (Id int REFERENCES dbo.A)"
        );
        Insert("A", 4);
        using (var scope = _ddl.Space.BeginStatement())
        {
            ExtendedProperties.Rename(_ddl, ["dbo", "A"], "Z", null);
            scope.Complete();
        }

        _ddl.Run("ALTER SCHEMA s TRANSFER dbo.Z");
        Assert.That(_ddl.Messages, Has.Count.EqualTo(1));
        var moved = _ddl.Catalog.FindTable("s", "z")!;
        Assert.That(_ddl.Database.Committed.Data(moved.ObjectId).RowCount, Is.EqualTo(1));
        Assert.That(_ddl.Database.Committed.Data(moved.ObjectId).Definition.FullName, Is.EqualTo("s.Z"));
        Assert.That(_ddl.Catalog.FindTable("dbo", "B")!.ForeignKeys[0].ReferencedTableId, Is.EqualTo(moved.ObjectId));
    }

    private void Insert(string table, params int[] values)
    {
        using var scope = _ddl.Space.BeginStatement();
        _ddl.Space.BeginWrite(_ddl.Database, CancellationToken.None);
        _ddl.Space.OpenForWrite(_ddl.Database, _ddl.Catalog.FindTable(null, table)!.ObjectId)
            .Insert([.. values.Select(static v => SqlValue.FromInt64(v))]);
        scope.Complete();
    }

    private List<string> Rows(string table)
    {
        var rows = new List<string>();
        for (var cursor = _ddl.Database.Committed.Data(_ddl.Catalog.FindTable(null, table)!.ObjectId).Scan(); cursor.MoveNext();)
        {
            rows.Add(
                string.Join(
                    ',',
                    cursor
                        .Current[..^1]
                        .Select(static v =>
                            v.IsNull ? "" : v.AsInt64().ToString(System.Globalization.CultureInfo.InvariantCulture)
                        )
                )
            );
        }

        return rows;
    }
}
