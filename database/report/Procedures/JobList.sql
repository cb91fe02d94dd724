/*  report.JobList: long work that somebody asked for, a page of it, the latest first.
    @JobId        only this one; NULL: all
    @State        queued, running, done, failed, cancelled, active (queued or running); NULL or anything else:
                  all
    @KindName     NULL or empty: all
    @QueuedBy     NULL or empty: everybody's
    @SortBy       newest (NULL or anything else), kind, state, author; with '-' before it: downwards
    @BeforeId     only jobs with a smaller JobId, for reading on by key; NULL: all
    @PageNumber   from 1
    @PageSize     1 to 5000 rows
    Result        JobId, KindName, ArgumentsJson (its first 4000 characters), State, QueuedAt, QueuedBy,
                  StartedAt, EndedAt, LeaseOwner, AttemptCount, DoneCount, TotalCount (NULL: not known),
                  PercentDone, DonePerSecond, RemainingMs (NULL: not known), RunMs, StepText,
                  CancelRequestedBy, ResultText, ResultId, FileName, FileBytes, TotalRows; times in UTC  */
CREATE PROCEDURE report.JobList
    @JobId      int = NULL,
    @State      nvarchar(16) = NULL,
    @KindName   nvarchar(32) = NULL,
    @QueuedBy   nvarchar(128) = NULL,
    @SortBy     nvarchar(16) = NULL,
    @BeforeId   int = NULL,
    @PageNumber int = 1,
    @PageSize   int = 50,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'JobList';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
DECLARE @IsDown bit = CASE WHEN @SortBy LIKE N'-%' THEN 1 ELSE 0 END;
DECLARE @Column nvarchar(16) = REPLACE(@SortBy, N'-', N'');

SET @PageSize = CASE WHEN @PageSize BETWEEN 1 AND 5000 THEN @PageSize ELSE 50 END;
SET @PageNumber = CASE WHEN @PageNumber BETWEEN 1 AND 100000 THEN @PageNumber ELSE 1 END;
SET @State = CASE
    WHEN @State IN (N'queued', N'running', N'done', N'failed', N'cancelled', N'active') THEN @State
    ELSE N'all'
END;

SELECT
    j.JobId,
    j.KindName,
    ArgumentsJson = LEFT(j.ArgumentsJson, 4000),
    j.State,
    j.QueuedAt,
    j.QueuedBy,
    j.StartedAt,
    j.EndedAt,
    j.LeaseOwner,
    j.AttemptCount,
    j.DoneCount,
    j.TotalCount,
    PercentDone = CAST(CASE
        WHEN j.State = N'done' THEN 100
        WHEN j.TotalCount > 0
            THEN 100 * CASE WHEN j.DoneCount < j.TotalCount THEN j.DoneCount ELSE j.TotalCount END / j.TotalCount
    END AS int),
    DonePerSecond = CASE WHEN j.DoneCount > 0 THEN 1000e0 * j.DoneCount / NULLIF(p.WorkMs, 0) END,
    RemainingMs = CASE
        WHEN j.State = N'running' AND j.DoneCount > 0 AND j.TotalCount >= j.DoneCount
            THEN CAST(1e0 * p.WorkMs / j.DoneCount * (j.TotalCount - j.DoneCount) AS bigint)
    END,
    RunMs = DATEDIFF_BIG(millisecond, j.StartedAt, COALESCE(j.EndedAt, @Now)),
    j.StepText,
    j.CancelRequestedBy,
    j.ResultText,
    j.ResultId,
    j.FileName,
    FileBytes = DATALENGTH(j.FileContent),
    TotalRows = COUNT(*) OVER ()
FROM ops.Job AS j
CROSS APPLY (SELECT WorkMs = DATEDIFF_BIG(millisecond, j.StartedAt, COALESCE(j.ProgressAt, @Now))) AS p
CROSS APPLY
(
    SELECT SortText = CASE @Column
        WHEN N'kind' THEN j.KindName
        WHEN N'state' THEN j.State
        WHEN N'author' THEN j.QueuedBy
    END
) AS k
WHERE (@JobId IS NULL OR j.JobId = @JobId)
  AND (@BeforeId IS NULL OR j.JobId < @BeforeId)
  AND (@State = N'all' OR j.State = @State OR (@State = N'active' AND j.State IN (N'queued', N'running')))
  AND (NULLIF(@KindName, N'') IS NULL OR j.KindName = @KindName)
  AND (NULLIF(@QueuedBy, N'') IS NULL OR j.QueuedBy = @QueuedBy)
ORDER BY
    CASE WHEN @IsDown = 0 THEN k.SortText END,
    CASE WHEN @IsDown = 1 THEN k.SortText END DESC,
    j.JobId DESC
OFFSET (@PageNumber - 1) * @PageSize ROWS FETCH NEXT @PageSize ROWS ONLY
OPTION (RECOMPILE);
