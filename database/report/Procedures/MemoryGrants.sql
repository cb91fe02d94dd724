/*  report.MemoryGrants: queries that hold memory for sorts and hashes or wait for it now, those that wait
    first.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.MemoryGrants
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MemoryGrants';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT TOP (50)
    RowId = CONCAT(g.InstanceId, N'/', g.SessionId, N'/', g.RequestId),
    i.InstanceName,
    w.WhoText,
    w.SessionLabel,
    RequestedBytes = g.RequestedKb * 1024,
    GrantedBytes = g.GrantedKb * 1024,
    UsedBytes = g.UsedKb * 1024,
    WaitingMs = CASE WHEN g.GrantedKb IS NULL THEN g.WaitMs END,
    DopText = CONCAT(N'DOP ', g.Dop)
FROM config.Instance AS i
CROSS APPLY
(
    SELECT TOP (1) x.CapturedAt
    FROM fact.MemoryCapture AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt > DATEADD(minute, -10, @Now)
    ORDER BY x.CapturedAt DESC
) AS k
INNER JOIN fact.ShownMemoryGrant(0) AS g ON g.InstanceId = i.InstanceId AND g.CapturedAt = k.CapturedAt
CROSS APPLY lib.SessionLabel(g.SessionId, g.AxUser, N'current', NULL, g.ProgramName, g.HostName, 0) AS w
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY CASE WHEN g.GrantedKb IS NULL THEN 0 ELSE 1 END, g.WaitMs DESC, g.RequestedKb DESC;
