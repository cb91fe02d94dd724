// Each statement with the least permission that its page of the documentation names: refused without it,
// done with it.
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Programs;

[TestFixture]
public sealed class StatementPermissionTests
{
    private const string Setup = """
        CREATE LOGIN stranger WITH PASSWORD = 'p1';
        CREATE LOGIN another WITH PASSWORD = 'p2';
        CREATE USER someone FOR LOGIN stranger;
        CREATE USER other WITHOUT LOGIN;
        CREATE ROLE crew;
        CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, A int, B int IDENTITY);
        CREATE INDEX IX_T ON dbo.T (A);
        CREATE TABLE dbo.Parent (Id int NOT NULL PRIMARY KEY);
        CREATE TYPE dbo.Code FROM int;
        CREATE PARTITION FUNCTION pf (int) AS RANGE RIGHT FOR VALUES (1);
        """;

    private static readonly string[] Modules =
    [
        "CREATE SCHEMA own;",
        "CREATE PROCEDURE dbo.P AS SELECT 1 AS a;",
        "CREATE VIEW dbo.V AS SELECT Id FROM dbo.T;",
        "CREATE FUNCTION dbo.F () RETURNS int AS BEGIN RETURN 1; END;",
        "CREATE TRIGGER dbo.TR ON dbo.T AFTER INSERT AS RETURN;",
        "CREATE SEQUENCE dbo.Nr; CREATE SYNONYM dbo.Sy FOR dbo.T;",
    ];

    /// <summary>Statement, number of the error without permission, what an administrator grants.</summary>
    private static readonly (string Statement, int Error, string Grant)[] Cases =
    [
        ("CREATE TABLE dbo.N (a int);", 262, "GRANT CREATE TABLE TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("CREATE TABLE dbo.N (a int);", 2760, "GRANT CREATE TABLE TO someone; -- then GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("CREATE TABLE dbo.N (a int);", 262, "ALTER ROLE db_ddladmin ADD MEMBER someone;"),
        (
            "CREATE TABLE dbo.N (a int REFERENCES dbo.Parent (Id));",
            229,
            "GRANT CREATE TABLE TO someone; GRANT ALTER ON SCHEMA::dbo TO someone; -- then GRANT REFERENCES ON dbo.Parent TO someone;"
        ),
        ("SELECT 1 AS a INTO dbo.N;", 262, "GRANT CREATE TABLE TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("ALTER TABLE dbo.T ADD C int;", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("ALTER TABLE dbo.T DROP COLUMN B;", 1088, "GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("DROP TABLE dbo.T;", 3701, "GRANT CONTROL ON dbo.T TO someone;"),
        ("DROP TABLE dbo.Parent;", 3701, "GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("CREATE INDEX IX_N ON dbo.T (A);", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("ALTER INDEX IX_T ON dbo.T REBUILD;", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("DROP INDEX IX_T ON dbo.T;", 3701, "GRANT ALTER ON dbo.T TO someone;"),
        ("TRUNCATE TABLE dbo.T;", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("SET IDENTITY_INSERT dbo.T ON;", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("CREATE PROCEDURE dbo.N AS RETURN 1;", 262, "GRANT CREATE PROCEDURE TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("ALTER PROCEDURE dbo.P AS RETURN 1;", 208, "GRANT ALTER ON dbo.P TO someone;"),
        ("CREATE OR ALTER PROCEDURE dbo.P AS RETURN 1;", 208, "GRANT ALTER ON dbo.P TO someone;"),
        ("DROP PROCEDURE dbo.P;", 3701, "GRANT CONTROL ON dbo.P TO someone;"),
        ("CREATE VIEW dbo.N AS SELECT 1 AS a;", 262, "GRANT CREATE VIEW TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("ALTER VIEW dbo.V AS SELECT 1 AS a;", 208, "GRANT ALTER ON dbo.V TO someone;"),
        ("DROP VIEW dbo.V;", 3701, "GRANT CONTROL ON dbo.V TO someone;"),
        (
            "CREATE FUNCTION dbo.N () RETURNS int AS BEGIN RETURN 1; END;",
            262,
            "GRANT CREATE FUNCTION TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"
        ),
        ("DROP FUNCTION dbo.F;", 3701, "GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("CREATE TRIGGER dbo.N ON dbo.T AFTER INSERT AS RETURN;", 8197, "GRANT ALTER ON dbo.T TO someone;"),
        ("ALTER TRIGGER dbo.TR ON dbo.T AFTER UPDATE AS RETURN;", 8197, "GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("DISABLE TRIGGER dbo.TR ON dbo.T;", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("ALTER TABLE dbo.T DISABLE TRIGGER ALL;", 1088, "GRANT ALTER ON dbo.T TO someone;"),
        ("DROP TRIGGER dbo.TR;", 3701, "GRANT ALTER ON dbo.T TO someone;"),
        ("CREATE SEQUENCE dbo.N;", 2760, "GRANT CREATE SEQUENCE ON SCHEMA::dbo TO someone;"),
        ("ALTER SEQUENCE dbo.Nr RESTART;", 15151, "GRANT ALTER ON dbo.Nr TO someone;"),
        ("DROP SEQUENCE dbo.Nr;", 3701, "GRANT CONTROL ON dbo.Nr TO someone;"),
        ("SELECT NEXT VALUE FOR dbo.Nr AS n;", 229, "GRANT UPDATE ON dbo.Nr TO someone;"),
        ("CREATE SYNONYM dbo.N FOR dbo.T;", 262, "GRANT CREATE SYNONYM TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("DROP SYNONYM dbo.Sy;", 3701, "GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("DBCC CHECKIDENT ('dbo.T');", 2557, "GRANT ALTER ON dbo.T TO someone;"),
        ("CREATE TYPE dbo.N FROM int;", 262, "GRANT CREATE TYPE TO someone; GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("DROP TYPE dbo.Code;", 218, "GRANT ALTER ON SCHEMA::dbo TO someone;"),
        ("CREATE SCHEMA n;", 2759, "GRANT CREATE SCHEMA TO someone;"),
        ("DROP SCHEMA own;", 15151, "GRANT CONTROL ON SCHEMA::own TO someone;"),
        ("ALTER SCHEMA own TRANSFER dbo.T;", 15151, "GRANT ALTER ON SCHEMA::own TO someone; GRANT CONTROL ON dbo.T TO someone;"),
        ("CREATE ROLE n;", 15247, "GRANT CREATE ROLE TO someone;"),
        ("ALTER ROLE crew ADD MEMBER other;", 15151, "GRANT ALTER ON ROLE::crew TO someone;"),
        ("ALTER ROLE crew ADD MEMBER other;", 15151, "ALTER ROLE db_securityadmin ADD MEMBER someone;"),
        ("ALTER ROLE db_datareader ADD MEMBER other;", 15151, "ALTER ROLE db_owner ADD MEMBER someone;"),
        ("DROP ROLE crew;", 15151, "GRANT ALTER ANY ROLE TO someone;"),
        ("CREATE USER n WITHOUT LOGIN;", 15247, "GRANT ALTER ANY USER TO someone;"),
        ("ALTER USER other WITH DEFAULT_SCHEMA = dbo;", 15151, "GRANT ALTER ON USER::other TO someone;"),
        ("DROP USER other;", 15151, "GRANT ALTER ANY USER TO someone;"),
        ("GRANT SELECT ON dbo.T TO other;", 15151, "GRANT SELECT ON dbo.T TO someone WITH GRANT OPTION;"),
        ("DENY SELECT ON dbo.T TO other;", 15151, "GRANT CONTROL ON dbo.T TO someone;"),
        ("GRANT SELECT ON SCHEMA::dbo TO other;", 15151, "GRANT CONTROL ON SCHEMA::dbo TO someone;"),
        ("GRANT CREATE TABLE TO other;", 4613, "GRANT CREATE TABLE TO someone WITH GRANT OPTION;"),
        ("USE master; GRANT VIEW SERVER STATE TO another;", 4613, "USE master; GRANT CONTROL SERVER TO stranger;"),
        ("CREATE PARTITION FUNCTION n (int) AS RANGE RIGHT FOR VALUES (1);", 15247, "GRANT ALTER ANY DATASPACE TO someone;"),
        ("ALTER PARTITION FUNCTION pf () SPLIT RANGE (5);", 15247, "GRANT ALTER ANY DATASPACE TO someone;"),
        ("EXECUTE AS USER = 'other';", 15517, "GRANT IMPERSONATE ON USER::other TO someone;"),
        ("EXECUTE AS USER = 'dbo';", 15517, "ALTER ROLE db_owner ADD MEMBER someone;"),
        ("EXECUTE AS LOGIN = 'another';", 15406, "USE master; GRANT IMPERSONATE ON LOGIN::another TO stranger;"),
        ("CREATE LOGIN n WITH PASSWORD = 'p';", 15247, "USE master; GRANT ALTER ANY LOGIN TO stranger;"),
        ("ALTER LOGIN another DISABLE;", 15151, "USE master; ALTER SERVER ROLE securityadmin ADD MEMBER stranger;"),
        ("DROP LOGIN another;", 15151, "USE master; GRANT ALTER ANY LOGIN TO stranger;"),
        ("ALTER SERVER ROLE sysadmin ADD MEMBER another;", 15151, "USE master; ALTER SERVER ROLE sysadmin ADD MEMBER stranger;"),
        ("ALTER SERVER ROLE dbcreator ADD MEMBER another;", 15151, "USE master; ALTER SERVER ROLE dbcreator ADD MEMBER stranger;"),
        ("CREATE DATABASE n;", 262, "USE master; ALTER SERVER ROLE dbcreator ADD MEMBER stranger;"),
        ("DROP DATABASE spare;", 3701, "USE master; GRANT ALTER ANY DATABASE TO stranger;"),
        ("ALTER DATABASE CURRENT SET RECOVERY SIMPLE;", 5069, "GRANT ALTER TO someone;"),
        ("DBCC FREEPROCCACHE;", 2571, "USE master; GRANT ALTER SERVER STATE TO stranger;"),
        ("INSERT dbo.T (Id, A) VALUES (1, 1);", 229, "GRANT INSERT ON dbo.T TO someone;"),
        ("UPDATE dbo.T SET A = 1;", 229, "GRANT UPDATE ON dbo.T TO someone;"),
        ("UPDATE dbo.T SET A = 1 WHERE Id = 1;", 229, "GRANT UPDATE, SELECT ON dbo.T TO someone;"),
        ("UPDATE dbo.T SET A = A + 1;", 229, "GRANT UPDATE ON dbo.T TO someone; -- then GRANT SELECT ON dbo.T TO someone;"),
        ("DELETE dbo.T;", 229, "GRANT DELETE ON dbo.T TO someone;"),
        ("DELETE dbo.T WHERE Id = 1;", 229, "GRANT DELETE ON dbo.T TO someone; -- then GRANT SELECT ON dbo.T TO someone;"),
        (
            "MERGE dbo.T AS t USING (SELECT 1 AS i) AS s ON s.i = t.Id WHEN MATCHED THEN DELETE;",
            229,
            "GRANT SELECT, DELETE ON dbo.T TO someone;"
        ),
        ("SELECT A FROM dbo.T;", 229, "GRANT SELECT (A) ON dbo.T TO someone;"),
        ("SELECT A FROM dbo.T WHERE Id = 1;", 230, "GRANT SELECT (A) ON dbo.T TO someone; -- then GRANT SELECT (Id) ON dbo.T TO someone;"),
        ("SELECT Id FROM dbo.V;", 229, "GRANT SELECT ON dbo.V TO someone;"),
        ("EXEC dbo.P;", 229, "GRANT EXECUTE ON dbo.P TO someone;"),
        ("SELECT dbo.F() AS f;", 229, "GRANT EXECUTE ON SCHEMA::dbo TO someone;"),
    ];

    [TestCaseSource(nameof(Names))]
    public void A_statement_needs_its_permission(int number)
    {
        var (statement, error, grant) = Cases[number];
        using var server = new ServerInstance(new EngineOptions { AdministratorPassword = "golden" });
        using var administrator = server.OpenSession(
            new LoginRequest(server.Options.AdministratorLogin, "golden", null, "test", "test", 1)
        );
        Run(administrator, "CREATE DATABASE home;");
        Run(administrator, "CREATE DATABASE spare;");
        Run(administrator, "USE home;");
        Run(administrator, Setup);
        foreach (var module in Modules)
        {
            Run(administrator, module);
        }

        var steps = grant.Split("-- then");
        if (steps.Length > 1)
        {
            Run(administrator, steps[0]);
        }

        Assert.That(ErrorOf(server, statement), Is.EqualTo(error), "without");
        Run(administrator, steps[^1]);
        Assert.That(ErrorOf(server, statement), Is.Zero, "with");
    }

    private static IEnumerable<TestCaseData> Names() =>
        Cases.Select((c, i) => new TestCaseData(i).SetArgDisplayNames($"{c.Statement} {c.Error} {c.Grant}"));

    private static void Run(Session session, string sql)
    {
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        Assert.That(output.LastError, Is.Zero, sql + "\n" + output.Text);
    }

    private static int ErrorOf(ServerInstance server, string sql)
    {
        using var session = server.OpenSession(new LoginRequest("stranger", "p1", "home", "test", "test", 1));
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        return output.LastError;
    }
}
