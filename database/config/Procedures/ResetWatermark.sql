/*  config.ResetWatermark: lets an instance's collectors save again whatever time the watched server says, and
    notes it in audit.Event. For a clock that was wrong, and is right again or set back for good.
    @InstanceName    config.Instance
    @CollectorName   config.Collector; NULL: every collector of the instance
    @ChangedBy       who resets it; NULL: the login
    @Now             UTC; NULL: the present by the repository's own clock
    Result           one row: ResetCount, watermarks that were taken away
    Errors           50031 unknown instance or collector; 50070 @Now is not the repository's time
    The next capture counts as the first: counters have no difference to the one before. A capture that is
    saved already would be saved again only if the watched server's clock showed its very time once more;
    the keys of the facts refuse that.  */
CREATE PROCEDURE config.ResetWatermark
    @InstanceName  sysname,
    @CollectorName nvarchar(64) = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = @InstanceName);
DECLARE @Message nvarchar(600);
DECLARE @Old TABLE (CollectorName nvarchar(64) NOT NULL PRIMARY KEY CLUSTERED, CapturedAt datetime2(3) NOT NULL);

SET @Message =
    CASE
        WHEN @InstanceId IS NULL
            THEN CONCAT(N'Unknown instance ''', @InstanceName, N'''. config.Instance lists those that exist.')
        WHEN NOT EXISTS (SELECT 1 FROM config.Collector AS c WHERE c.CollectorName = COALESCE(@CollectorName, c.CollectorName))
            THEN CONCAT(N'Unknown collector ''', @CollectorName, N'''. config.Collector lists those that exist.')
    END;
IF @Message IS NOT NULL
    THROW 50031, @Message, 1;

BEGIN TRANSACTION;

DELETE w
OUTPUT deleted.CollectorName, deleted.CapturedAt INTO @Old (CollectorName, CapturedAt)
FROM collect.Watermark AS w
WHERE w.InstanceId = @InstanceId
  AND w.CollectorName = COALESCE(@CollectorName, w.CollectorName);

DELETE s
FROM collect.Sample AS s
INNER JOIN @Old AS o ON o.CollectorName = s.CollectorName
WHERE s.InstanceId = @InstanceId;

-- What other collectors remember of their last capture, to take differences from.
DELETE s
FROM collect.QueryStatSample AS s
WHERE s.InstanceId = @InstanceId
  AND EXISTS (SELECT 1 FROM @Old AS o WHERE o.CollectorName = N'QueryStats');

DELETE s
FROM collect.FileIoState AS s
WHERE s.InstanceId = @InstanceId
  AND EXISTS (SELECT 1 FROM @Old AS o WHERE o.CollectorName = N'FileIo');

DELETE s
FROM collect.IndexUsageState AS s
WHERE s.InstanceId = @InstanceId
  AND EXISTS (SELECT 1 FROM @Old AS o WHERE o.CollectorName = N'IndexHealth');

DELETE s
FROM collect.AxServerState AS s
WHERE s.InstanceId = @InstanceId
  AND EXISTS (SELECT 1 FROM @Old AS o WHERE o.CollectorName = N'AxSessions');

-- What is told of as watched up to a time that has not come yet.
DELETE s
FROM rollup.CoverageState AS s
INNER JOIN config.Collector AS c ON c.CollectorId = s.CollectorId
INNER JOIN @Old AS o ON o.CollectorName = c.CollectorName
WHERE s.InstanceId = @InstanceId;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now, @ChangedBy, N'ResetWatermark', CONCAT(@InstanceName, N', ', o.CollectorName),
    CONCAT(CONVERT(nvarchar(23), o.CapturedAt, 126), N'Z'), N''
FROM @Old AS o;

COMMIT TRANSACTION;

SELECT ResetCount = COUNT(*)
FROM @Old;
