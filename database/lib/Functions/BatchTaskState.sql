/*  lib.BatchTaskState: what a batch task waits for.
    @StatusNumber, @JobStatusNumber, @ScheduledAt   of the task and its job
    @DependencyCount … @FreeAt                      its predecessors, see stage.Batch; without @OpenCount each
                                                    of them counts as not ended
    @Now     UTC
    Result   one row: StateNumber, the status, 0 where the job is held; DueAt, since when the task could run,
             NULL when it cannot; IsDeadEnd 1: it waits for ever, because what it waits for ended otherwise
             than expected, longer ago than two polls of the batch framework (two minutes)
    A task that is ready (5) has its predecessors behind it, whatever these are: it is due since the last
    of them ended.  */
CREATE FUNCTION lib.BatchTaskState
(
    @StatusNumber    int,
    @JobStatusNumber int,
    @ScheduledAt     datetime2(3),
    @DependencyCount int,
    @OpenCount       int,
    @FailedCount     int,
    @MetCount        int,
    @IsAnyEnough     bit,
    @FreeAt          datetime2(3),
    @Now             datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.StateNumber,
        DueAt = CASE
            WHEN t.SinceAt > @Now THEN NULL
            WHEN s.StateNumber = 5 THEN t.SinceAt
            WHEN s.StateNumber = 1 AND w.IsHeldUp = 0 THEN t.SinceAt
        END,
        IsDeadEnd = CAST(CASE
            WHEN s.StateNumber = 1 AND w.IsHopeless = 1 AND COALESCE(@FreeAt, '19000101') < DATEADD(minute, -2, @Now) THEN 1
            ELSE 0
        END AS bit)
    FROM
    (
        SELECT StateNumber = MAX(v.StateNumber)
        FROM
        (
            VALUES (CASE WHEN @JobStatusNumber = 0 AND @StatusNumber IN (1, 5) THEN 0 ELSE @StatusNumber END)
        ) AS v (StateNumber)
    ) AS s
    CROSS JOIN
    (
        SELECT IsHeldUp = MAX(v.IsHeldUp), IsHopeless = MAX(v.IsHopeless)
        FROM
        (
            VALUES
            (
                CASE
                    WHEN @OpenCount IS NULL THEN CASE WHEN @DependencyCount > 0 THEN 1 ELSE 0 END
                    WHEN @IsAnyEnough = 1 THEN CASE WHEN @MetCount = 0 AND @OpenCount + @FailedCount > 0 THEN 1 ELSE 0 END
                    WHEN @OpenCount + @FailedCount > 0 THEN 1
                    ELSE 0
                END,
                CASE
                    WHEN COALESCE(@FailedCount, 0) = 0 THEN 0
                    WHEN @IsAnyEnough = 1 AND @MetCount + @OpenCount > 0 THEN 0
                    ELSE 1
                END
            )
        ) AS v (IsHeldUp, IsHopeless)
    ) AS w
    CROSS JOIN
    (
        SELECT SinceAt = MAX(v.At)
        FROM (VALUES (@ScheduledAt), (@FreeAt)) AS v (At)
    ) AS t
);
