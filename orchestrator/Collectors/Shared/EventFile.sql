-- type: Event
--
-- Events from the files of an event session. The collector declares @Session and @OtherSession (read where
-- the first does not run with the events; '' for none), @Wanted (names of events, each between blanks) and
-- @MayDrop (1: of a flood the first @RowLimit events are taken and the rest is counted; 0: none is dropped).
-- A file_offset names a block of events, so whole blocks are read and the bookmark is the last block read,
-- whether it held a wanted event or not.
-- The files are read in parts of some thousand events, in the order in which the function streams them, and
-- nothing is sorted. After four seconds no further part is begun: the bookmark stands behind the last one,
-- and the next run goes on from there. However much has gathered, no run is for nothing.
-- Where even one part took longer than the collector may, the next runs read smaller ones (@ShrinkFactor).
-- The files of a session's definition are called '…_0_<number>.xel' and sort by that number. The bookmarked
-- ones are read to their end; when the session writes others by now (a new version of its script, another
-- source), these follow from their first. If the bookmarked place is gone, its files are read from the first
-- one on and a possible gap is reported; what was saved before is known by its content.
-- The first reading of another session than our own begins with its newest file.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @HasPossibleGap bit = 0;
DECLARE @SessionAddress varbinary(8);
DECLARE @SessionName nvarchar(256);
DECLARE @SessionBegan datetime2(3);
DECLARE @SessionDropped bigint;
DECLARE @CurrentFile nvarchar(512);
DECLARE @Path nvarchar(512);
DECLARE @LastPath nvarchar(512);
DECLARE @FromFile nvarchar(512) = @BookmarkFile;
DECLARE @FromOffset bigint = @BookmarkOffset;
DECLARE @NextFile nvarchar(512);
DECLARE @NextOffset bigint;
DECLARE @LastNumber bigint = 0;
DECLARE @PartNumber bigint;
DECLARE @PartRows int = 4000 / @ShrinkFactor;
DECLARE @ReadRows int;
DECLARE @WantedRows int = 0;
DECLARE @PartBegan datetime2(3);
DECLARE @Reason nvarchar(400);

CREATE TABLE #Event
(
    ReadNumber bigint        NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    IsWanted   bit           NOT NULL,
    EventData  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    FileName   nvarchar(512) COLLATE DATABASE_DEFAULT NOT NULL,
    FileOffset bigint        NOT NULL
);

-- The session first: what its target tells may be megabytes for others.
SELECT TOP (1)
    @SessionAddress = s.address,
    @SessionName = s.name,
    @SessionBegan = s.create_time,
    @SessionDropped = s.dropped_event_count
FROM sys.dm_xe_sessions AS s
WHERE s.name IN (@Session, @OtherSession)
  AND EXISTS (
      SELECT 1 FROM sys.dm_xe_session_targets AS t WHERE t.event_session_address = s.address AND t.target_name = N'event_file'
  )
  AND EXISTS (
      SELECT 1
      FROM sys.dm_xe_session_events AS v
      WHERE v.event_session_address = s.address AND CHARINDEX(N' ' + v.event_name + N' ', @Wanted) > 0
  )
ORDER BY CASE WHEN s.name = @Session THEN 0 ELSE 1 END;

SELECT @CurrentFile = CAST(t.target_data AS xml).value(N'(/EventFileTarget/File/@name)[1]', N'nvarchar(512)')
FROM sys.dm_xe_session_targets AS t
WHERE t.event_session_address = @SessionAddress
  AND t.target_name = N'event_file';

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

IF @BookmarkFile IS NULL AND @SessionName <> @Session
    SELECT @Path = @CurrentFile, @LastPath = @CurrentFile;

WHILE @Path IS NOT NULL
BEGIN
    BEGIN TRY
        SET @PartBegan = SYSUTCDATETIME();

        INSERT #Event (IsWanted, EventData, FileName, FileOffset)
        SELECT
            w.IsWanted,
            CASE WHEN w.IsWanted = 1 THEN f.event_data END,
            f.file_name,
            f.file_offset
        FROM
        (
            SELECT TOP (@PartRows) r.object_name, r.event_data, r.file_name, r.file_offset
            FROM sys.fn_xe_file_target_read_file(@Path, NULL, @FromFile, @FromOffset) AS r
        ) AS f
        CROSS APPLY (SELECT IsWanted = CASE WHEN CHARINDEX(N' ' + f.object_name + N' ', @Wanted) > 0 THEN 1 ELSE 0 END) AS w;

        SET @ReadRows = @@ROWCOUNT;
        SET @PartNumber = @LastNumber;

        -- The last block of a part may have been cut: it is read again with the next one.
        IF @ReadRows = @PartRows
            DELETE e
            FROM #Event AS e
            INNER JOIN (SELECT TOP (1) k.FileName, k.FileOffset FROM #Event AS k ORDER BY k.ReadNumber DESC) AS l
                ON l.FileName = e.FileName AND l.FileOffset = e.FileOffset
            WHERE e.ReadNumber > @PartNumber;

        SELECT TOP (1) @LastNumber = e.ReadNumber, @FromFile = e.FileName, @FromOffset = e.FileOffset
        FROM #Event AS e
        WHERE e.ReadNumber > @PartNumber
        ORDER BY e.ReadNumber DESC;

        IF @LastNumber > @PartNumber
            SELECT @NextFile = @FromFile, @NextOffset = @FromOffset;

        SET @WantedRows = @WantedRows
            + (SELECT COUNT(*) FROM #Event AS e WHERE e.ReadNumber > @PartNumber AND e.IsWanted = 1);

        IF @ReadRows < @PartRows
        BEGIN
            -- To the end of these files: those that the session writes now follow.
            SET @Path = CASE WHEN @Path <> @LastPath THEN @LastPath END;
            SET @FromFile = NULL;
            SET @FromOffset = NULL;
        END
        ELSE IF @LastNumber = @PartNumber
           OR (@ShrinkFactor = 1 AND DATEDIFF(millisecond, @PartBegan, SYSUTCDATETIME()) < 500)
            -- Larger, because one block did not fit or reading goes fast.
            SET @PartRows = 2 * @PartRows;

        -- What does not fit into one run is for the next.
        IF (@MayDrop = 0 AND @WantedRows >= @RowLimit) OR DATEDIFF(millisecond, @CapturedAt, SYSUTCDATETIME()) > 4000
            SET @Path = NULL;
    END TRY
    BEGIN CATCH
        -- 25718 and 25722: the bookmarked file or offset is gone; without a bookmark: no file yet, which is
        -- no gap. 25717: a file was deleted while it was read; the next run goes on.
        IF ERROR_NUMBER() NOT IN (25717, 25718, 25722)
            THROW;

        IF ERROR_NUMBER() = 25717
            SET @Path = NULL;
        ELSE IF @FromFile IS NULL
            SET @Path = CASE WHEN @Path <> @LastPath THEN @LastPath END;
        ELSE
            SET @HasPossibleGap = 1;

        SET @FromFile = NULL;
        SET @FromOffset = NULL;
    END CATCH;
END;

-- Of what may not be dropped, as many whole blocks are taken as the limit needs.
IF @MayDrop = 0 AND @WantedRows > @RowLimit
BEGIN
    DELETE e
    FROM #Event AS e
    INNER JOIN
    (
        SELECT TOP (1) v.ReadNumber, v.FileName, v.FileOffset
        FROM
        (
            SELECT TOP (@RowLimit) k.ReadNumber, k.FileName, k.FileOffset
            FROM #Event AS k
            WHERE k.IsWanted = 1
            ORDER BY k.ReadNumber
        ) AS v
        ORDER BY v.ReadNumber DESC
    ) AS l ON e.ReadNumber > l.ReadNumber
    WHERE e.FileName <> l.FileName
       OR e.FileOffset <> l.FileOffset;

    SELECT TOP (1) @NextFile = e.FileName, @NextOffset = e.FileOffset
    FROM #Event AS e
    ORDER BY e.ReadNumber DESC;
END;

SELECT
    CapturedAt = @CapturedAt,
    NextFile = @NextFile,
    NextOffset = @NextOffset,
    HasPossibleGap = @HasPossibleGap,
    DroppedEvents = CASE WHEN @MayDrop = 1 AND @WantedRows > @RowLimit THEN @WantedRows - @RowLimit ELSE 0 END,
    SessionBegan = @SessionBegan,
    SessionDropped = @SessionDropped;

SELECT
    FileName = e.FileName,
    FileOffset = e.FileOffset,
    EventData = e.EventData
FROM
(
    SELECT k.ReadNumber, k.FileName, k.FileOffset, k.EventData, WantedNumber = ROW_NUMBER() OVER (ORDER BY k.ReadNumber)
    FROM #Event AS k
    WHERE k.IsWanted = 1
) AS e
WHERE @MayDrop = 0
   OR e.WantedNumber <= @RowLimit
ORDER BY e.ReadNumber;

DROP TABLE #Event;
