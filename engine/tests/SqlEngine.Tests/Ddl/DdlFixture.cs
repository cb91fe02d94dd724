// Runs DDL straight on the storage, without the query stages: expressions that DDL only stores are not
// evaluated.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Tests.Ddl;

internal sealed class DdlFixture : IDdlContext, IDdlExpressions, IDisposable
{
    public const string OneOfEverything = """
        CREATE SCHEMA app AUTHORIZATION dbo
        GO
        CREATE TABLE app.Parent (Id int NOT NULL IDENTITY(1, 1) CONSTRAINT PK_Parent PRIMARY KEY, Name sysname NULL, Doubled AS (Id * 2) PERSISTED)
        GO
        CREATE TABLE app.Child
        (
            Id int NOT NULL PRIMARY KEY NONCLUSTERED,
            ParentId int NOT NULL CONSTRAINT FK_Child_Parent FOREIGN KEY REFERENCES app.Parent (Id) ON DELETE CASCADE,
            Code varchar(10) NOT NULL CONSTRAINT UQ_Child_Code UNIQUE,
            Amount decimal(18, 2) NOT NULL CONSTRAINT CK_Child_Amount CHECK (Amount > 0),
            At datetime2(3) NOT NULL CONSTRAINT DF_Child_At DEFAULT (SYSUTCDATETIME()),
            Version rowversion,
            INDEX IX_Child_At NONCLUSTERED (At DESC) WHERE (Amount > 10)
        )
        GO
        CREATE TYPE app.Rows AS TABLE (Id int NOT NULL PRIMARY KEY, Text nvarchar(max) NULL)
        GO
        CREATE TYPE app.Name FROM nvarchar(60) NOT NULL
        GO
        CREATE VIEW app.Recent AS SELECT Id FROM app.Child
        GO
        CREATE PROCEDURE app.Store @Rows app.Rows READONLY, @Name app.Name, @Count int = 3 OUTPUT AS SELECT 1
        GO
        CREATE FUNCTION app.Twice (@x int) RETURNS int AS BEGIN RETURN @x * 2 END
        GO
        CREATE ROLE readers AUTHORIZATION dbo
        GO
        GRANT SELECT ON SCHEMA::app TO readers
        GO
        CREATE TABLE #t (Id int NOT NULL PRIMARY KEY)
        """;

    private readonly TSql130Parser _parser = new(initialQuotedIdentifiers: true);

    public DdlFixture()
    {
        Server = new ServerStorage(TimeProvider.System);
        Database = Server.CreateDatabase("D");
        Space = new TransactionSpace(Server, 51);
    }

    public ServerStorage Server { get; }

    public TransactionSpace Space { get; }

    public Database Database { get; set; }

    public string DefaultSchema => "dbo";

    public string UserName => "dbo";

    public DateTime Now { get; } = new(2024, 5, 1, 10, 0, 0, DateTimeKind.Utc);

    public string BatchText { get; private set; } = "";

    public bool QuotedIdentifier => true;

    public bool AnsiNulls => true;

    public CancellationToken CancellationToken => CancellationToken.None;

    public IDdlExpressions Expressions => this;

    public DatabaseState Catalog => Database.Committed.Catalog;

    public List<string> Messages { get; } = [];

    /// <summary>Runs batches separated by GO.</summary>
    public void Run(string script)
    {
        foreach (var batch in script.Split("\nGO"))
        {
            BatchText = batch.Trim();
            var fragment = (TSqlScript)_parser.Parse(new StringReader(batch), out var errors);
            if (errors.Count > 0)
            {
                throw new ArgumentException(errors[0].Message + ": " + batch, nameof(script));
            }

            foreach (var statement in fragment.Batches.SelectMany(static b => b.Statements))
            {
                using var scope = Space.BeginStatement();
                DdlStatements.Apply(statement, this);
                scope.Complete();
            }
        }
    }

    /// <summary>Runs a batch that must fail; the numbers of its errors in the order a client gets
    /// them.</summary>
    public string Fail(string script)
    {
        try
        {
            Run(script);
            return "no error";
        }
        catch (SqlError e)
        {
            var texts = new Stack<string>();
            for (var error = e; error is not null; error = error.Preceding)
            {
                texts.Push($"{error.Number}: {error.Message}");
            }

            return string.Join('\n', texts);
        }
    }

    public void Message(int number, byte severity, byte state, string text) => Messages.Add(text);

    public BoundRowExpression BindComputed(TableDef table, ScalarExpression expression) =>
        new(SqlType.Int, false, static _ => SqlValue.FromInt64(2));

    public Func<SqlValue[], bool?> BindCheck(TableDef table, BooleanExpression expression) => static row => row[0].AsInt64() > 0;

    public SqlValue EvaluateDefault(ScalarExpression expression, SqlType type) =>
        SqlValue.FromInt64(long.Parse(((Literal)expression).Value, System.Globalization.CultureInfo.InvariantCulture));

    public ImmutableArray<ColumnDef> DescribeModule(ModuleDef module) => [new ColumnDef("Id", SqlType.Int, false)];

    public void Dispose() => Space.Dispose();
}
