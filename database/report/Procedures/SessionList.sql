/*  report.SessionList: AX sessions as they are now, stuck ones first, 500 rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC
    @Search   only rows that contain it; NULL or empty for all
    @Company, @ClientType   only sessions that began in that company ((none): in none), or of that type of
                  client, by their whole name; NULL or empty for all  */
CREATE PROCEDURE report.SessionList
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @Company    nvarchar(10) = NULL,
    @ClientType nvarchar(40) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SessionList';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @ClientType = NULLIF(@ClientType, N'');

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (500)
    s.SessionLifeId,
    i.InstanceName,
    UserName = s.UserId,
    SessionNumber = s.SessionId,
    AosName = SUBSTRING(s.AosName, CHARINDEX(N'@', s.AosName) + 1, 128),
    t.ClientText,
    s.ClientComputer,
    Company = s.StartCompany,
    LogOnLocal = l.LocalAt,
    StateText = CASE
        WHEN s.StatusNumber = 1 THEN N'active'
        WHEN s.StatusNumber IN (2, 3) THEN N'ending'
        ELSE CONCAT(N'status ', s.StatusNumber)
    END,
    EndingMs = CASE WHEN s.EndingSinceAt IS NOT NULL THEN DATEDIFF_BIG(millisecond, s.EndingSinceAt, @Now) END
FROM fact.ShownAxSession(0) AS s
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
CROSS APPLY lib.ClientTypeText(s.ClientType) AS t
CROSS APPLY report.LocalTime(COALESCE(s.LoginAt, s.FirstSeenAt), @Zone) AS l
WHERE s.EndedAt IS NULL
  AND s.StatusNumber <> 0
  AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Company IS NULL OR COALESCE(NULLIF(s.StartCompany, N''), N'(none)') = @Company)
  AND (@ClientType IS NULL OR t.ClientText = @ClientType)
  AND
  (
      @Like IS NULL
      OR s.UserId LIKE @Like
      OR s.AosName LIKE @Like
      OR s.ClientComputer LIKE @Like
      OR s.StartCompany LIKE @Like
      OR CAST(s.SessionId AS nvarchar(12)) LIKE @Like
  )
ORDER BY CASE WHEN s.EndingSinceAt IS NULL THEN 1 ELSE 0 END, s.EndingSinceAt, COALESCE(s.LoginAt, s.FirstSeenAt) DESC;
