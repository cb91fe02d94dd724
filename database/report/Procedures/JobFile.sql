/*  report.JobFile: what a job made to be taken away.
    @JobId   ops.Job
    Result   one row, none where there is no file: FileName, FileContent  */
CREATE PROCEDURE report.JobFile
    @JobId int = NULL,
    @Help  bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'JobFile';
    RETURN;
END;

SELECT j.FileName, j.FileContent
FROM ops.Job AS j
WHERE j.JobId = @JobId
  AND j.FileContent IS NOT NULL;
