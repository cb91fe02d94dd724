CREATE PROCEDURE dbo.works @n int
AS
SET NOCOUNT ON;
CREATE TABLE #w (id int IDENTITY PRIMARY KEY, v int NOT NULL, INDEX ix NONCLUSTERED (v));
INSERT INTO #w (v) SELECT x.v * @n FROM (VALUES (1), (2), (3)) AS x (v);
UPDATE w SET v = w.v + o.v FROM #w AS w INNER JOIN #w AS o ON o.id = w.id - 1;
SELECT id, v FROM #w ORDER BY id;
GO
EXEC dbo.works 1;
EXEC dbo.works 10;
