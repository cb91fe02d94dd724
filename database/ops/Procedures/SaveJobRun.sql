/*  ops.SaveJobRun: logs one run of a job. A run that is logged already stays as it is.
    @JobName        'collect:<collector>', 'alert:Evaluate', 'deliver:Mail'
    @SourceMs       time spent reading the watched server; @SaveMs time spent in the save procedure
    @Outcome        ok, duplicate, skipped, failed, timeout
    @ErrorNumber, @ErrorMessage   of a failure  */
CREATE PROCEDURE ops.SaveJobRun
    @RunId        uniqueidentifier,
    @JobName      nvarchar(128),
    @InstanceId   int = NULL,
    @StartedAt    datetime2(3),
    @EndedAt      datetime2(3),
    @SourceMs     int = NULL,
    @SaveMs       int = NULL,
    @RowsRead     int = NULL,
    @RowsSaved    int = NULL,
    @Outcome      nvarchar(16),
    @ErrorNumber  int = NULL,
    @ErrorMessage nvarchar(2048) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

BEGIN TRY
    INSERT ops.JobRun (RunId, JobName, InstanceId, StartedAt, EndedAt, SourceMs, SaveMs, RowsRead, RowsSaved, Outcome, ErrorNumber, ErrorMessage)
    SELECT @RunId, @JobName, @InstanceId, @StartedAt, @EndedAt, @SourceMs, @SaveMs, @RowsRead, @RowsSaved, @Outcome, @ErrorNumber, @ErrorMessage
    WHERE NOT EXISTS (SELECT 1 FROM ops.JobRun WHERE RunId = @RunId);
END TRY
BEGIN CATCH
    THROW;
END CATCH;
