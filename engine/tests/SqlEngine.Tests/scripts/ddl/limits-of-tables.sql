CREATE TABLE dbo.Wide (a char(5000), b char(5000));
GO
CREATE TABLE dbo.Fits (a char(8000), b varchar(8000));
GO
-- Two ways for a deletion to reach the same table, and a way back.
CREATE TABLE dbo.Parent (Id int PRIMARY KEY);
CREATE TABLE dbo.Child (Id int PRIMARY KEY, P int REFERENCES dbo.Parent (Id) ON DELETE CASCADE, Q int REFERENCES dbo.Parent (Id) ON DELETE CASCADE);
GO
CREATE TABLE dbo.Child (Id int PRIMARY KEY, P int REFERENCES dbo.Parent (Id) ON DELETE CASCADE);
CREATE TABLE dbo.GrandChild (Id int PRIMARY KEY, C int REFERENCES dbo.Child (Id) ON DELETE CASCADE, P int CONSTRAINT FK_P REFERENCES dbo.Parent (Id) ON DELETE CASCADE);
GO
CREATE TABLE dbo.GrandChild (Id int PRIMARY KEY, C int REFERENCES dbo.Child (Id) ON DELETE CASCADE, P int REFERENCES dbo.Parent (Id));
GO
CREATE TABLE dbo.Tree (Id int PRIMARY KEY, Up int CONSTRAINT FK_Up REFERENCES dbo.Tree (Id) ON DELETE CASCADE);
GO
CREATE TABLE dbo.Persisted (Id int, D AS GETDATE() PERSISTED);
GO
CREATE TABLE dbo.Persisted (Id int, T varchar(10), D AS CONVERT(date, T) PERSISTED);
GO
CREATE TABLE dbo.Persisted (Id int, T varchar(10), D AS CONVERT(date, T, 112) PERSISTED, E AS Id * 2, N AS DATENAME(month, GETDATE()));
CREATE INDEX IX_D ON dbo.Persisted (D);
CREATE INDEX IX_E ON dbo.Persisted (E);
CREATE INDEX IX_N ON dbo.Persisted (N);
GO
CREATE TABLE dbo.LongKeys (a varchar(500), b varchar(500), c varchar(1000), d char(950));
CREATE INDEX IX_1 ON dbo.LongKeys (a, b, c);
INSERT dbo.LongKeys (a, b, c) VALUES (REPLICATE('a', 500), REPLICATE('a', 500), REPLICATE('a', 700));
INSERT dbo.LongKeys (a, b, c) VALUES (REPLICATE('a', 500), REPLICATE('a', 500), REPLICATE('a', 701));
UPDATE dbo.LongKeys SET c = REPLICATE('a', 800);
CREATE CLUSTERED INDEX IX_2 ON dbo.LongKeys (d);
CREATE CLUSTERED INDEX IX_3 ON dbo.LongKeys (c, a);
GO
SELECT a FROM dbo.LongKeys WITH (INDEX (IX_9));
GO
SELECT a FROM dbo.LongKeys WITH (INDEX (7));
GO
SELECT COUNT(*) AS n FROM dbo.LongKeys WITH (INDEX (IX_1), NOLOCK);
GO
CREATE TABLE dbo.Filtered (i int, j int);
CREATE INDEX IX_F ON dbo.Filtered (i) WHERE j IS NOT NULL;
GO
SET QUOTED_IDENTIFIER OFF;
GO
INSERT dbo.Filtered VALUES (1, 2);
GO
UPDATE dbo.Filtered SET i = 1;
GO
SET QUOTED_IDENTIFIER ON;
GO
INSERT dbo.Filtered VALUES (1, 2);
