CREATE TABLE t (n int PRIMARY KEY);
GO
CREATE PROCEDURE dbo.countdown @n int
AS
BEGIN TRANSACTION;
INSERT INTO t VALUES (@n);
SET @n -= 1;
IF @n > 0 EXEC dbo.countdown @n;
COMMIT;
GO
SET NOCOUNT ON;
EXEC dbo.countdown 5;
SELECT COUNT(*) AS n, @@TRANCOUNT AS trancount FROM t;
