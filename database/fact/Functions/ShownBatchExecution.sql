/*  fact.ShownBatchExecution: fact.BatchExecution as it may be shown: who made the job
    masked where the stage of the instance says so.
    @IsForAll   see config.Masking
    Result      the columns of fact.BatchExecution; HidesLiterals, for dim.ShownText  */
CREATE FUNCTION fact.ShownBatchExecution
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        x.ExecutionId,
        x.InstanceId,
        x.BatchId,
        x.HistoryId,
        x.BatchJobId,
        x.JobCaption,
        x.TaskCaption,
        x.ClassNumber,
        x.GroupId,
        x.Company,
        x.ServerId,
        CreatedBy = CAST(u.MaskedName AS nvarchar(20)),
        x.StatusNumber,
        x.RetryCount,
        x.AxSessionId,
        x.ScheduledAt,
        x.StartedAt,
        x.EndedAt,
        x.DelayMs,
        x.DurationMs,
        x.IsRunning,
        x.IsEndEstimated,
        x.FirstSeenAt,
        x.LastSeenAt,
        k.HidesLiterals
    FROM fact.BatchExecution AS x
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = x.InstanceId
    CROSS APPLY lib.MaskedName(k.NameKey, N'user', x.CreatedBy) AS u
);
