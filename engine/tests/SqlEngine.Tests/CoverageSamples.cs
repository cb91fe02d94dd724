// One example of each statement, clause, option and type that a reader may look for: the page of what the
// engine supports is made by running them.
namespace AxMonitor.Engine.Tests;

internal static class CoverageSamples
{
    /// <summary>Made before each example.</summary>
    public const string Setup = """
        CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, A int, X xml, D date);
        CREATE TABLE dbo.Child (Id int, P int);
        INSERT dbo.T (Id, A, X, D) VALUES (1, 2, N'<a/>', '2016-01-01');
        CREATE USER u WITHOUT LOGIN;
        CREATE SEQUENCE dbo.Nr;
        """;

    /// <summary>A view for the examples that need one.</summary>
    public const string View = "CREATE VIEW dbo.V WITH SCHEMABINDING AS SELECT Id, A FROM dbo.T;";

    public static readonly (string Section, string Name, string Sql)[] All =
    [
        ("Queries", "common table expressions, recursive too", "WITH c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT n FROM c;"),
        ("Queries", "APPLY", "SELECT t.Id FROM dbo.T AS t CROSS APPLY (SELECT TOP (1) Id FROM dbo.T) AS x;"),
        ("Queries", "PIVOT and UNPIVOT", "SELECT [1] FROM (SELECT Id, A FROM dbo.T) AS s PIVOT (MAX(A) FOR Id IN ([1])) AS p;"),
        ("Queries", "GROUPING SETS, CUBE, ROLLUP", "SELECT A, COUNT(*) AS n FROM dbo.T GROUP BY ROLLUP (A);"),
        ("Queries", "window functions with frames", "SELECT SUM(A) OVER (ORDER BY Id ROWS UNBOUNDED PRECEDING) AS s FROM dbo.T;"),
        ("Queries", "OFFSET … FETCH", "SELECT Id FROM dbo.T ORDER BY Id OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY;"),
        ("Queries", "FOR XML PATH and RAW", "SELECT Id FROM dbo.T FOR XML PATH('');"),
        ("Queries", "FOR XML AUTO", "SELECT Id FROM dbo.T FOR XML AUTO;"),
        ("Queries", "FOR XML EXPLICIT", "SELECT 1 AS Tag, NULL AS Parent, Id AS [a!1!id] FROM dbo.T FOR XML EXPLICIT;"),
        ("Queries", "FOR JSON PATH", "SELECT Id FROM dbo.T FOR JSON PATH;"),
        ("Queries", "FOR JSON AUTO", "SELECT Id FROM dbo.T FOR JSON AUTO;"),
        ("Queries", "OPENJSON", "SELECT value FROM OPENJSON(N'[1]');"),
        ("Queries", "OPENXML", "DECLARE @h int; SELECT Id FROM OPENXML(@h, '/a') WITH (Id int);"),
        ("Queries", "OPENROWSET, OPENQUERY, linked servers", "SELECT a.x FROM OPENQUERY(other, 'SELECT 1 AS x') AS a;"),
        ("Queries", "TABLESAMPLE", "SELECT Id FROM dbo.T TABLESAMPLE (10 PERCENT);"),
        ("Queries", "FOR SYSTEM_TIME", "SELECT Id FROM dbo.T FOR SYSTEM_TIME AS OF '2016-01-01';"),
        ("Queries", "CONTAINS and FREETEXT", "SELECT Id FROM dbo.T WHERE CONTAINS(X, 'a');"),
        ("Queries", "AT TIME ZONE", "SELECT SYSUTCDATETIME() AT TIME ZONE 'UTC' AS a;"),
        ("Queries", "NEXT VALUE FOR", "SELECT NEXT VALUE FOR dbo.Nr AS a;"),
        ("Queries", "PARSE and TRY_PARSE", "SELECT PARSE('1' AS int) AS a;"),
        ("Queries", "xml methods value, query, exist, nodes", "SELECT X.value('(/a)[1]', 'int') AS a FROM dbo.T;"),
        ("Queries", "xml.modify", "UPDATE dbo.T SET X.modify('delete /a');"),
        ("Changes", "INSERT, UPDATE, DELETE with OUTPUT", "DELETE dbo.T OUTPUT deleted.Id;"),
        ("Changes", "MERGE, into a common table expression too", "WITH c AS (SELECT * FROM dbo.T) MERGE c USING (SELECT 1 AS i) AS s ON s.i = c.Id WHEN MATCHED THEN DELETE;"),
        ("Changes", "TRUNCATE TABLE, also of partitions", "TRUNCATE TABLE dbo.Child;"),
        ("Changes", "changes through a view", "UPDATE dbo.V SET A = 1;"),
        ("Changes", "INSERT through a view", "INSERT dbo.V (Id, A) VALUES (9, 9);"),
        ("Changes", "WHERE CURRENT OF", "DECLARE c CURSOR FOR SELECT Id FROM dbo.T; OPEN c; FETCH NEXT FROM c; UPDATE dbo.T SET A = 1 WHERE CURRENT OF c;"),
        ("Changes", "a change as the source of INSERT", "INSERT dbo.Child (Id) SELECT x.Id FROM (DELETE dbo.T OUTPUT deleted.Id) AS x;"),
        ("Changes", "BULK INSERT", "BULK INSERT dbo.T FROM 'x';"),
        ("Definitions", "tables, indexes, constraints", "CREATE INDEX IX_A ON dbo.T (A) INCLUDE (D) WHERE A > 0;"),
        ("Definitions", "ON DELETE CASCADE", "ALTER TABLE dbo.Child ADD CONSTRAINT FK FOREIGN KEY (P) REFERENCES dbo.T (Id) ON DELETE CASCADE;"),
        ("Definitions", "ON DELETE SET NULL, ON UPDATE …", "ALTER TABLE dbo.Child ADD CONSTRAINT FK FOREIGN KEY (P) REFERENCES dbo.T (Id) ON UPDATE CASCADE;"),
        ("Definitions", "partition functions and schemes", "CREATE PARTITION FUNCTION pf (int) AS RANGE RIGHT FOR VALUES (1);"),
        ("Definitions", "ALTER TABLE … SWITCH", "ALTER TABLE dbo.T SWITCH TO dbo.Child;"),
        ("Definitions", "views", "CREATE VIEW dbo.W AS SELECT Id FROM dbo.T;"),
        ("Definitions", "views WITH CHECK OPTION", "CREATE VIEW dbo.W AS SELECT Id FROM dbo.T WHERE Id > 0 WITH CHECK OPTION;"),
        ("Definitions", "indexes on views", "CREATE UNIQUE CLUSTERED INDEX IX ON dbo.V (Id);"),
        ("Definitions", "procedures", "CREATE PROCEDURE dbo.P AS RETURN 1;"),
        ("Definitions", "scalar, inline and multi-statement functions", "CREATE FUNCTION dbo.F () RETURNS TABLE AS RETURN SELECT 1 AS a;"),
        ("Definitions", "triggers, AFTER and INSTEAD OF, on tables and views", "CREATE TRIGGER dbo.TR ON dbo.T AFTER INSERT AS RETURN;"),
        ("Definitions", "DDL triggers and logon triggers", "CREATE TRIGGER TR ON DATABASE FOR CREATE_TABLE AS RETURN;"),
        ("Definitions", "sequences", "CREATE SEQUENCE dbo.S;"),
        ("Definitions", "synonyms", "CREATE SYNONYM dbo.S FOR dbo.T;"),
        ("Definitions", "alias types and table types", "CREATE TYPE dbo.Rows1 AS TABLE (Id int);"),
        ("Definitions", "columnstore indexes", "CREATE CLUSTERED COLUMNSTORE INDEX C ON dbo.Child;"),
        ("Definitions", "xml, spatial and full-text indexes", "CREATE PRIMARY XML INDEX X1 ON dbo.T (X);"),
        ("Definitions", "memory-optimised tables", "CREATE TABLE dbo.M (Id int PRIMARY KEY NONCLUSTERED) WITH (MEMORY_OPTIMIZED = ON);"),
        ("Definitions", "temporal tables", "CREATE TABLE dbo.H (Id int PRIMARY KEY, F datetime2 GENERATED ALWAYS AS ROW START, E datetime2 GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (F, E)) WITH (SYSTEM_VERSIONING = ON);"),
        ("Definitions", "masked columns", "CREATE TABLE dbo.M (A varchar(5) MASKED WITH (FUNCTION = 'default()'));"),
        ("Definitions", "global temporary tables (##)", "CREATE TABLE ##G (Id int);"),
        ("Definitions", "CLR assemblies", "CREATE ASSEMBLY a FROM 0x00;"),
        ("Definitions", "statistics (nothing is kept)", "CREATE STATISTICS S ON dbo.T (A);"),
        ("Security", "logins with a password, users, roles", "CREATE LOGIN l WITH PASSWORD = 'x';"),
        ("Security", "Windows logins", "CREATE LOGIN [d\\u] FROM WINDOWS;"),
        ("Security", "GRANT, DENY, REVOKE, on columns too", "GRANT SELECT (Id) ON dbo.T TO u;"),
        ("Security", "EXECUTE AS USER, LOGIN; modules WITH EXECUTE AS", "EXECUTE AS USER = 'u'; REVERT;"),
        ("Security", "certificates and keys", "CREATE CERTIFICATE c WITH SUBJECT = 'x';"),
        ("Security", "application roles", "CREATE APPLICATION ROLE r WITH PASSWORD = 'x';"),
        ("Security", "row-level security", "CREATE SECURITY POLICY p ADD FILTER PREDICATE dbo.F(Id) ON dbo.T;"),
        ("Programs", "TRY … CATCH, THROW, RAISERROR, GOTO, WHILE, WAITFOR DELAY", "BEGIN TRY THROW 50000, 'x', 1; END TRY BEGIN CATCH END CATCH;"),
        ("Programs", "WAITFOR (RECEIVE …)", "WAITFOR (RECEIVE * FROM dbo.q);"),
        ("Programs", "transactions and savepoints", "BEGIN TRANSACTION; SAVE TRANSACTION s; ROLLBACK;"),
        ("Programs", "distributed transactions", "BEGIN DISTRIBUTED TRANSACTION; ROLLBACK;"),
        ("Programs", "INSERT … EXECUTE", "INSERT dbo.Child (Id) EXEC (N'SELECT 1');"),
        ("Programs", "EXECUTE … WITH RESULT SETS", "EXEC (N'SELECT 1 AS a') WITH RESULT SETS ((b int));"),
        ("Programs", "EXECUTE (…) AS USER", "EXEC (N'SELECT 1 AS a') AS USER = 'u';"),
        ("Programs", "cursors", "DECLARE c CURSOR FOR SELECT Id FROM dbo.T; OPEN c; FETCH NEXT FROM c; CLOSE c; DEALLOCATE c;"),
        ("Programs", "cursor parameters", "CREATE PROCEDURE dbo.P @c CURSOR VARYING OUTPUT AS RETURN;"),
        ("Programs", "temporary procedures", "CREATE PROCEDURE #P AS RETURN;"),
        ("Programs", "application locks", "BEGIN TRANSACTION; EXEC sp_getapplock 'r', 'Exclusive'; ROLLBACK;"),
        ("Options", "SET NOCOUNT, XACT_ABORT, QUOTED_IDENTIFIER, IMPLICIT_TRANSACTIONS, LOCK_TIMEOUT, DATEFIRST", "SET NOCOUNT ON; SET DATEFIRST 1;"),
        ("Options", "SET ARITHABORT OFF (without effect while ANSI_WARNINGS is ON)", "SET ARITHABORT OFF;"),
        ("Options", "SET ANSI_WARNINGS OFF", "SET ANSI_WARNINGS OFF;"),
        ("Options", "SET ANSI_NULLS OFF", "SET ANSI_NULLS OFF;"),
        ("Options", "SET ANSI_PADDING OFF", "SET ANSI_PADDING OFF;"),
        ("Options", "SET CONCAT_NULL_YIELDS_NULL OFF", "SET CONCAT_NULL_YIELDS_NULL OFF;"),
        ("Options", "SET NUMERIC_ROUNDABORT ON", "SET NUMERIC_ROUNDABORT ON;"),
        ("Options", "SET DATEFORMAT other than mdy", "SET DATEFORMAT dmy;"),
        ("Options", "SET LANGUAGE other than us_english", "SET LANGUAGE Deutsch;"),
        ("Options", "SET ROWCOUNT other than 0", "SET ROWCOUNT 5;"),
        ("Options", "SET SHOWPLAN_XML, STATISTICS", "SET STATISTICS IO ON;"),
        ("Options", "query hint MIN_GRANT_PERCENT", "SELECT Id FROM dbo.T OPTION (MIN_GRANT_PERCENT = 1);"),
        ("Options", "query hints RECOMPILE, MAXDOP, joins, OPTIMIZE FOR (without effect)", "SELECT Id FROM dbo.T OPTION (RECOMPILE, MAXDOP 1);"),
        ("Options", "DBCC CHECKIDENT", "CREATE TABLE #i (Id int IDENTITY); DBCC CHECKIDENT ('#i');"),
        ("Options", "DBCC CHECKDB", "DBCC CHECKDB;"),
        ("Options", "BACKUP and RESTORE", "BACKUP DATABASE coverage TO DISK = 'x';"),
        ("Options", "Service Broker", "CREATE QUEUE dbo.q;"),
        ("Types", "all scalar types, (max), xml, sql_variant, rowversion", "DECLARE @a sql_variant = 1, @b varchar(max), @c datetimeoffset;"),
        ("Types", "text, ntext, image", "CREATE TABLE dbo.L (a text);"),
        ("Types", "geometry, geography, hierarchyid", "DECLARE @a geometry;"),
    ];
}
