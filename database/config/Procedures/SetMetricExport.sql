/*  config.SetMetricExport: chooses whether the latest values of a metric are gauges of the service, and says
    so in audit.Event. Every key of every instance is a series of its own there.
    @MetricName   config.Metric
    @IsExported   1 or 0
    @ChangedBy    who changes it; NULL: the login
    @Now          UTC; NULL: the present by the repository's own clock
    Errors        50043 there is no such metric, or @IsExported is missing. Nothing was changed  */
CREATE PROCEDURE config.SetMetricExport
    @MetricName nvarchar(64),
    @IsExported bit,
    @ChangedBy  nvarchar(128) = NULL,
    @Now        datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Change TABLE (OldValue bit NOT NULL);
DECLARE @Message nvarchar(400) = CASE
    WHEN @IsExported IS NULL THEN N'@IsExported is 1 or 0.'
    WHEN NOT EXISTS (SELECT 1 FROM config.Metric AS m WHERE m.MetricName = @MetricName)
        THEN CONCAT(N'There is no metric ''', @MetricName, N'''; config.Metric lists them.')
END;

IF @Message IS NOT NULL
    THROW 50043, @Message, 1;

BEGIN TRANSACTION;

UPDATE config.Metric
SET IsExported = @IsExported
OUTPUT deleted.IsExported INTO @Change (OldValue)
WHERE MetricName = @MetricName
  AND IsExported <> @IsExported;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetMetricExport', @MetricName, CAST(c.OldValue AS nvarchar(1)), CAST(@IsExported AS nvarchar(1))
FROM @Change AS c;

COMMIT TRANSACTION;
