/*  report.OnlyInstance: the one instance that a page is about: the chosen one, or the only one of a stage.
    @InstanceId, @Stage   as on all pages
    Result       one row, none where there are several: InstanceId  */
CREATE FUNCTION report.OnlyInstance
(
    @InstanceId int,
    @Stage      nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT InstanceId = MIN(i.InstanceId)
    FROM config.Instance AS i
    WHERE i.IsEnabled = 1
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
    HAVING COUNT(*) = 1
);
