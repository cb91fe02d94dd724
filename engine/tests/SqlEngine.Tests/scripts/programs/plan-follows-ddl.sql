CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
GO
CREATE PROCEDURE dbo.reads AS SELECT * FROM t;
GO
EXEC dbo.reads;
ALTER TABLE t ADD b int NOT NULL DEFAULT (7);
EXEC dbo.reads;
DROP TABLE t;
EXEC dbo.reads;
CREATE TABLE t (z nvarchar(3));
INSERT INTO t VALUES (N'new');
EXEC dbo.reads;
