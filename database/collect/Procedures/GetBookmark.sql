/*  collect.GetBookmark: how far a collector that reads a log has come.
    @InstanceId, @CollectorName
    Result   no row for a collector without bookmarks; else one: BookmarkFile, BookmarkOffset, BookmarkEventAt, all NULL before the first run.
             The columns become parameters of the collector's batch.  */
CREATE PROCEDURE collect.GetBookmark
    @InstanceId    int,
    @CollectorName nvarchar(64)
AS
SET NOCOUNT ON;

SELECT
    b.BookmarkFile,
    b.BookmarkOffset,
    b.BookmarkEventAt
FROM config.Collector AS c
LEFT JOIN collect.Bookmark AS b ON b.InstanceId = @InstanceId AND b.CollectorName = c.CollectorName
WHERE c.CollectorName = @CollectorName
  AND c.HasBookmark = 1;
