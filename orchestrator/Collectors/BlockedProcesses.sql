-- name: BlockedProcesses
-- interval: 10 s
-- timeout: 10 s
-- procedure: collect.SaveBlockedProcesses
-- type: stage.BlockedProcess
-- permissions: VIEW SERVER STATE; the event session AxMonitor_Blocking (xe-sessions/) and 'blocked process threshold (s)' of at least 5
-- needs: VIEW SERVER STATE; xe AxMonitor_Blocking(blocked_process_report); option 'blocked process threshold (s)' > 0
--
-- blocked_process_report events from the files of the event session, from the bookmark on. A file_offset names a block of events, so whole
-- blocks are read (WITH TIES) and the bookmark is the last block read, whether it held a wanted event or not.
-- If the bookmarked file has been rolled over, all files are read, older events are left out by their time, and a possible gap is reported.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @HasPossibleGap bit = 0;
DECLARE @CurrentFile nvarchar(512);
DECLARE @Path nvarchar(512) = N'AxMonitor_Blocking*.xel';

CREATE TABLE #Event
(
    ObjectName nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    EventData  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    FileName   nvarchar(512) COLLATE DATABASE_DEFAULT NOT NULL,
    FileOffset bigint        NOT NULL
);

-- The running session knows where its files are; without one, the server's log folder is looked through.
SELECT TOP (1) @CurrentFile = CAST(t.target_data AS xml).value(N'(/EventFileTarget/File/@name)[1]', N'nvarchar(512)')
FROM sys.dm_xe_sessions AS s
INNER JOIN sys.dm_xe_session_targets AS t ON t.event_session_address = s.address
WHERE s.name = N'AxMonitor_Blocking'
  AND t.target_name = N'event_file';

IF @CurrentFile IS NOT NULL
    SET @Path = LEFT(@CurrentFile, LEN(@CurrentFile) - PATINDEX(N'%[\/]%', REVERSE(N'/' + @CurrentFile)) + 1) + N'AxMonitor_Blocking*.xel';

BEGIN TRY
    INSERT #Event (ObjectName, EventData, FileName, FileOffset)
    SELECT TOP (@RowLimit) WITH TIES
        f.object_name, CASE WHEN f.object_name = N'blocked_process_report' THEN f.event_data END, f.file_name, f.file_offset
    FROM sys.fn_xe_file_target_read_file(@Path, NULL, @BookmarkFile, @BookmarkOffset) AS f
    ORDER BY f.file_name, f.file_offset;
END TRY
BEGIN CATCH
    -- 25718 and 25722: the bookmarked file or offset is gone. Before the first event there is no file at all, which is no gap.
    IF ERROR_NUMBER() NOT IN (25718, 25722) OR @BookmarkFile IS NULL
    BEGIN
        IF ERROR_NUMBER() <> 25718
            THROW;
    END
    ELSE
    BEGIN
        SET @HasPossibleGap = 1;

        INSERT #Event (ObjectName, EventData, FileName, FileOffset)
        SELECT TOP (@RowLimit) WITH TIES
            f.object_name, CASE WHEN f.object_name = N'blocked_process_report' THEN f.event_data END, f.file_name, f.file_offset
        FROM sys.fn_xe_file_target_read_file(@Path, NULL, NULL, NULL) AS f
        ORDER BY f.file_name, f.file_offset;
    END;
END CATCH;

SELECT
    CapturedAt = @CapturedAt,
    NextFile = n.FileName,
    NextOffset = n.FileOffset,
    HasPossibleGap = @HasPossibleGap
FROM (SELECT One = 1) AS o
OUTER APPLY
(
    SELECT TOP (1) e.FileName, e.FileOffset
    FROM #Event AS e
    ORDER BY e.FileName DESC, e.FileOffset DESC
) AS n;

SELECT
    FileName = e.FileName,
    FileOffset = e.FileOffset,
    EventData = e.EventData
FROM #Event AS e
WHERE e.ObjectName = N'blocked_process_report'
  AND (@HasPossibleGap = 0
       OR @BookmarkEventAt IS NULL
       OR COALESCE(TRY_CONVERT(datetime2(3), SUBSTRING(e.EventData, NULLIF(CHARINDEX(N'timestamp="', e.EventData), 0) + 11, 23), 126), @CapturedAt) > @BookmarkEventAt)
ORDER BY e.FileName, e.FileOffset;

DROP TABLE #Event;
