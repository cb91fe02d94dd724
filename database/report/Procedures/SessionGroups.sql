/*  report.SessionGroups: the AX sessions of now by type of client and by the company they began in, most
    first. @InstanceId, @Stage   NULL for all
    Result        one row a type or company: RowId, KindName (client type, company), Name ((none) without a
                  company), SessionCount, UserCount  */
CREATE PROCEDURE report.SessionGroups
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SessionGroups';
    RETURN;
END;

SELECT TOP (200)
    RowId = CONCAT(v.KindName, N'/', v.Name),
    v.KindName,
    v.Name,
    SessionCount = COUNT(*),
    UserCount = COUNT(DISTINCT s.UserId)
FROM fact.ShownAxSession(0) AS s
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
CROSS APPLY lib.ClientTypeText(s.ClientType) AS t
CROSS APPLY
(
    VALUES
        (N'client type', t.ClientText),
        (N'company', COALESCE(NULLIF(s.StartCompany, N''), N'(none)'))
) AS v (KindName, Name)
WHERE s.EndedAt IS NULL
  AND s.StatusNumber <> 0
  AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY v.KindName, v.Name
ORDER BY v.KindName, SessionCount DESC, v.Name;
