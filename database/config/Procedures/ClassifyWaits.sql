/*  config.ClassifyWaits: puts every known wait type into the category that the rules say now.
    Called after rules changed.  */
CREATE PROCEDURE config.ClassifyWaits
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE t
SET CategoryName = c.CategoryName
FROM dim.WaitType AS t
CROSS APPLY config.ClassifyWait(t.WaitType) AS c
WHERE t.CategoryName <> c.CategoryName;
