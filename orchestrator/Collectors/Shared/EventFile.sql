-- type: Event
--
-- Events from the files of an event session. The collector declares @Session and @OtherSession (read where
-- the first does not run with the events; '' for none), @Wanted (names of events, each between blanks) and
-- @MayDrop (1: of a flood the first @RowLimit events are taken and the rest is counted; 0: none is dropped).
-- A file_offset names a block of events, so whole blocks are read and the bookmark is the last block read,
-- whether it held a wanted event or not.
-- The files of a session's definition are called '…_0_<number>.xel' and sort by that number. The bookmarked
-- ones are read to their end; when the session writes others by now (a new version of its script, another
-- source), these follow from their first. If the bookmarked place is gone, its files are read from the first
-- one on and a possible gap is reported; what was saved before is known by its content.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @HasPossibleGap bit = 0;
DECLARE @SessionBegan datetime2(3);
DECLARE @SessionDropped bigint;
DECLARE @CurrentFile nvarchar(512);
DECLARE @Path nvarchar(512);
DECLARE @LastPath nvarchar(512);
DECLARE @FromFile nvarchar(512) = @BookmarkFile;
DECLARE @FromOffset bigint = @BookmarkOffset;
DECLARE @Take int = CASE WHEN @MayDrop = 1 THEN 2147483647 ELSE @RowLimit END;
DECLARE @ReadNumber int = 1;
DECLARE @Reason nvarchar(400);

CREATE TABLE #Event
(
    ReadNumber int           NOT NULL,
    IsWanted   bit           NOT NULL,
    EventOrder bigint        NOT NULL,
    EventData  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    FileName   nvarchar(512) COLLATE DATABASE_DEFAULT NOT NULL,
    FileOffset bigint        NOT NULL
);

SELECT TOP (1)
    @SessionBegan = s.create_time,
    @SessionDropped = s.dropped_event_count,
    @CurrentFile = CAST(t.target_data AS xml).value(N'(/EventFileTarget/File/@name)[1]', N'nvarchar(512)')
FROM sys.dm_xe_sessions AS s
INNER JOIN sys.dm_xe_session_targets AS t ON t.event_session_address = s.address
WHERE s.name IN (@Session, @OtherSession)
  AND t.target_name = N'event_file'
  AND EXISTS (
      SELECT 1
      FROM sys.dm_xe_session_events AS v
      WHERE v.event_session_address = s.address AND CHARINDEX(N' ' + v.event_name + N' ', @Wanted) > 0
  )
ORDER BY CASE WHEN s.name = @Session THEN 0 ELSE 1 END;

IF @CurrentFile IS NULL
BEGIN
    SET @Reason = N'No running event session ' + @Session + N' on this server writes' + @Wanted
        + N'to a file. Remedy: axmonitor deploy xe.';
    THROW 50030, @Reason, 1;
END;

SELECT
    @LastPath = MAX(CASE WHEN f.IsCurrent = 1 THEN f.Path END),
    @Path = COALESCE(MAX(CASE WHEN f.IsCurrent = 0 THEN f.Path END), MAX(f.Path))
FROM
(
    SELECT v.IsCurrent, Path = LEFT(v.FileName, LEN(v.FileName) - CHARINDEX(N'_0_', REVERSE(v.FileName)) - 2) + N'_0_*.xel'
    FROM (VALUES (0, @BookmarkFile), (1, @CurrentFile)) AS v (IsCurrent, FileName)
) AS f;

WHILE @Path IS NOT NULL
BEGIN
    BEGIN TRY
        INSERT #Event (ReadNumber, IsWanted, EventOrder, EventData, FileName, FileOffset)
        SELECT TOP (@Take)
            WITH TIES
@ReadNumber,
            r.IsWanted,
            r.EventOrder,
            CASE WHEN r.IsWanted = 1 AND (@MayDrop = 0 OR r.EventOrder <= @RowLimit) THEN r.EventData END,
            r.FileName,
            r.FileOffset
        FROM
        (
            SELECT
                w.IsWanted, EventData = f.event_data, FileName = f.file_name, FileOffset = f.file_offset,
                EventOrder = ROW_NUMBER() OVER (PARTITION BY w.IsWanted ORDER BY f.file_name, f.file_offset)
            FROM sys.fn_xe_file_target_read_file(@Path, NULL, @FromFile, @FromOffset) AS f
            CROSS APPLY (SELECT IsWanted = CASE WHEN CHARINDEX(N' ' + f.object_name + N' ', @Wanted) > 0 THEN 1 ELSE 0 END) AS w
        ) AS r
        ORDER BY r.FileName, r.FileOffset;

        -- What does not fit into one run is for the next.
        SET @Path = CASE WHEN @@ROWCOUNT < @Take AND @Path <> @LastPath THEN @LastPath END;
        SET @ReadNumber = @ReadNumber + 1;
        SET @FromFile = NULL;
        SET @FromOffset = NULL;
    END TRY
    BEGIN CATCH
        -- 25718 and 25722: the bookmarked file or offset is gone; without a
        -- bookmark: no file yet, which is no gap.
        IF ERROR_NUMBER() NOT IN (25718, 25722)
            THROW;

        IF @FromFile IS NULL
            SET @Path = CASE WHEN @Path <> @LastPath THEN @LastPath END;
        ELSE
            SET @HasPossibleGap = 1;

        SET @FromFile = NULL;
        SET @FromOffset = NULL;
    END CATCH;
END;

SELECT
    CapturedAt = @CapturedAt,
    NextFile = n.FileName,
    NextOffset = n.FileOffset,
    HasPossibleGap = @HasPossibleGap,
    DroppedEvents = (SELECT COUNT(*) FROM #Event AS d WHERE @MayDrop = 1 AND d.IsWanted = 1 AND d.EventOrder > @RowLimit),
    SessionBegan = @SessionBegan,
    SessionDropped = @SessionDropped
FROM (SELECT One = 1) AS o
OUTER APPLY
(
    SELECT TOP (1) e.FileName, e.FileOffset
    FROM #Event AS e
    ORDER BY e.ReadNumber DESC, e.FileName DESC, e.FileOffset DESC
) AS n;

SELECT
    FileName = e.FileName,
    FileOffset = e.FileOffset,
    EventData = e.EventData
FROM #Event AS e
WHERE e.IsWanted = 1
  AND (@MayDrop = 0 OR e.EventOrder <= @RowLimit)
ORDER BY e.ReadNumber, e.EventOrder;

DROP TABLE #Event;
