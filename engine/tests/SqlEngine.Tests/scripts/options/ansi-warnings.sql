-- ON: aggregates tell of NULLs they left out, once a statement, after its rows.
CREATE TABLE dbo.T (G int, A int, S varchar(3), B varbinary(2));
INSERT dbo.T (G, A) VALUES (1, 1), (1, NULL), (2, NULL);
SELECT G, SUM(A) AS s, COUNT(A) AS c, COUNT(*) AS n FROM dbo.T GROUP BY G ORDER BY G;
SELECT COUNT(*) AS n FROM dbo.T;
SELECT SUM(A) AS s FROM dbo.T WHERE A IS NOT NULL;
SELECT A, SUM(A) OVER (ORDER BY G ROWS UNBOUNDED PRECEDING) AS s FROM dbo.T;
DECLARE @m int = (SELECT MAX(A) FROM dbo.T);
SELECT @m AS m;
IF EXISTS (SELECT 1 FROM dbo.T GROUP BY G HAVING MIN(A) = 1) PRINT 'found';
GO
INSERT dbo.T (S) VALUES ('abcd');
GO
UPDATE dbo.T SET B = 0x010203;
GO
-- OFF: no such message, and what is too long is cut.
SET ANSI_WARNINGS OFF;
SELECT G, SUM(A) AS s FROM dbo.T GROUP BY G ORDER BY G;
INSERT dbo.T (G, S) VALUES (9, 'abcd'), (9, 'ab    ');
UPDATE dbo.T SET B = 0x010203 WHERE G = 9;
SELECT S, B, DATALENGTH(S) AS n FROM dbo.T WHERE G = 9;
MERGE dbo.T AS t USING (SELECT 8 AS G, N'long text' AS S) AS s ON s.G = t.G WHEN NOT MATCHED THEN INSERT (G, S) VALUES (s.G, s.S);
SELECT S FROM dbo.T WHERE G = 8;
SELECT @@OPTIONS & 8 AS o, ansi_warnings FROM sys.dm_exec_sessions WHERE session_id = @@SPID;
GO
-- Filtered indexes and methods of xml need it ON.
CREATE TABLE dbo.F (A int);
GO
SET ANSI_WARNINGS ON;
CREATE INDEX IX_F ON dbo.F (A) WHERE A > 0;
SET ANSI_WARNINGS OFF;
INSERT dbo.F (A) VALUES (1);
GO
DECLARE @x xml = N'<a>1</a>';
SELECT @x.value('(/a)[1]', 'int') AS v;
GO
-- ON again: as before.
SET ANSI_WARNINGS ON;
INSERT dbo.T (S) VALUES ('abcd');
