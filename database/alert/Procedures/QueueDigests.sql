/*  alert.QueueDigests: queues the digest mails that are due (config.Digest), each once a day at most. Called
    by alert.Evaluate inside its transaction.
    @Now                 UTC
    @NotificationCount   messages queued
    A digest covers the time since the last one. If there was none yet, or it is more than two periods old, it
    covers one period (a day or a week). After an outage one digest is sent, not one for each day missed.  */
CREATE PROCEDURE alert.QueueDigests
    @Now               datetime2(3),
    @NotificationCount int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

SET @NotificationCount = 0;

IF NOT EXISTS (SELECT 1 FROM config.Digest AS d WHERE d.IsEnabled = 1 AND d.NextDueAt <= @Now)
    RETURN;

CREATE TABLE #DueDigest
(
    DigestName  nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    MessageKey  nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    FromAt      datetime2(3)  NOT NULL,
    IsQuietSent bit           NOT NULL,
    LevelsJson  nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);
CREATE TABLE #LevelInstance (InstanceId int NOT NULL PRIMARY KEY CLUSTERED);
CREATE TABLE #LevelSpan
(
    LevelName  nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    FromMinute int          NOT NULL,
    ToMinute   int          NOT NULL,
    IsBad      bit          NOT NULL
);

INSERT #DueDigest (DigestName, MessageKey, FromAt, IsQuietSent)
SELECT
    d.DigestName,
    CONCAT(
        N'digest/', d.DigestName, N'/',
        CONVERT(nchar(10), CAST(@Now AT TIME ZONE N'UTC' AT TIME ZONE d.TimeZoneName AS date), 23)),
    CASE WHEN d.CoveredUntil > DATEADD(day, -2 * p.Days, @Now) THEN d.CoveredUntil ELSE DATEADD(day, -p.Days, @Now) END,
    d.IsQuietSent
FROM config.Digest AS d WITH (UPDLOCK)
CROSS APPLY (SELECT Days = CASE d.PeriodName WHEN N'daily' THEN 1 ELSE 7 END) AS p
WHERE d.IsEnabled = 1
  AND d.NextDueAt <= @Now;

-- Each has the service levels of its own instances.
DECLARE @Spans alert.LevelSpan;
DECLARE @DigestName nvarchar(64) = (SELECT MIN(q.DigestName) FROM #DueDigest AS q);
WHILE @DigestName IS NOT NULL
BEGIN
    DELETE #LevelInstance;
    DELETE #LevelSpan;
    DELETE @Spans;

    INSERT #LevelInstance (InstanceId)
    SELECT n.InstanceId
    FROM config.Digest AS d
    INNER JOIN config.Instance AS n
        ON (d.InstanceName IS NULL OR d.InstanceName = n.InstanceName)
       AND (d.Environment IS NULL OR d.Environment = COALESCE(n.Environment, N'PRD'))
    WHERE d.DigestName = @DigestName;

    EXEC alert.FillLevelSpans @Now;

    INSERT @Spans (LevelName, FromMinute, ToMinute, IsBad)
    SELECT s.LevelName, s.FromMinute, s.ToMinute, s.IsBad
    FROM #LevelSpan AS s;

    UPDATE q
    SET LevelsJson = l.LevelsJson
    FROM #DueDigest AS q
    CROSS JOIN alert.DigestLevels(@Spans, @Now) AS l
    WHERE q.DigestName = @DigestName;

    SET @DigestName = (SELECT MIN(q.DigestName) FROM #DueDigest AS q WHERE q.DigestName > @DigestName);
END;

INSERT alert.Notification
(
    AlertId,
    Channel,
    ChannelKind,
    State,
    Severity,
    MessageKey,
    Recipients,
    TemplateName,
    Subject,
    PayloadJson,
    CreatedAt,
    NextAttemptAt
)
SELECT
    NULL,
    N'mail',
    N'mail',
    N'digest',
    N'warning',
    q.MessageKey,
    d.Recipients,
    N'digest',
    p.Subject,
    p.PayloadJson,
    @Now,
    @Now
FROM #DueDigest AS q
INNER JOIN config.Digest AS d ON d.DigestName = q.DigestName
CROSS APPLY alert.DigestPayload(q.DigestName, q.FromAt, @Now, q.LevelsJson) AS p
WHERE (p.IsQuiet = 0 OR q.IsQuietSent = 1)
  AND NOT EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = q.MessageKey)
ORDER BY q.DigestName;

SET @NotificationCount = @@ROWCOUNT;

UPDATE d
SET NextDueAt = n.NextAt,
    CoveredUntil = @Now
FROM config.Digest AS d
INNER JOIN #DueDigest AS q ON q.DigestName = d.DigestName
CROSS APPLY config.NextLocalTime(@Now, d.WeekDay, d.LocalTime, d.TimeZoneName) AS n;
