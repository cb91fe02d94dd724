/*  config.SetServiceLevel: adds a service level or changes one, and notes it in audit.Event. It is what the
    call says: name all of it.
    @LevelName       any name
    @SourceName      Alert (with @RuleName), Detection or Delivery (with @LimitMs)
    @RuleName        config.AlertRule
    @SeverityName    critical: only while the alert was critical; NULL: warning or critical
    @LimitMs         longer than this is bad
    @TargetPercent   93.1 to 99.9
    @Description     what is promised, in one sentence
    @IsEnabled       0: it is not reported
    @ChangedBy       who changes it; NULL: the login
    @Now             UTC; NULL: the present by the repository's own clock
    Errors           50048 a value is missing or cannot be; each is named, and nothing is changed  */
CREATE PROCEDURE config.SetServiceLevel
    @LevelName     nvarchar(64),
    @SourceName    nvarchar(16),
    @TargetPercent decimal(5, 2),
    @Description   nvarchar(400),
    @RuleName      nvarchar(128) = NULL,
    @SeverityName  nvarchar(16) = NULL,
    @LimitMs       int = NULL,
    @IsEnabled     bit = 1,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldValue nvarchar(2000);
DECLARE @NewValue nvarchar(2000);
DECLARE @Message nvarchar(2048) = CONCAT(
    CASE WHEN COALESCE(@LevelName, N'') = N'' THEN N' @LevelName is empty.' END,
    CASE
        WHEN @SourceName IS NULL OR @SourceName NOT IN (N'Alert', N'Detection', N'Delivery')
            THEN CONCAT(N' @SourceName = ''', @SourceName, N''' is none of Alert, Detection, Delivery.')
        WHEN @SourceName = N'Alert' AND NOT EXISTS (SELECT 1 FROM config.AlertRule AS r WHERE r.RuleName = @RuleName)
            THEN CONCAT(N' @RuleName = ''', @RuleName, N''' is no rule: config.AlertRule lists them.')
        WHEN @SourceName = N'Alert' AND @LimitMs IS NOT NULL THEN N' @LimitMs is for Detection and Delivery.'
        WHEN @SourceName <> N'Alert' AND (@RuleName IS NOT NULL OR @SeverityName IS NOT NULL)
            THEN N' @RuleName and @SeverityName are for Alert.'
        WHEN @SourceName <> N'Alert' AND COALESCE(@LimitMs, 0) <= 0 THEN N' @LimitMs is missing or below 1.'
    END,
    CASE WHEN @SeverityName <> N'critical' THEN N' @SeverityName is critical, or left out for any.' END,
    CASE
        WHEN @TargetPercent IS NULL OR @TargetPercent NOT BETWEEN 93.1 AND 99.9
            THEN CONCAT(
                N' @TargetPercent = ', @TargetPercent, N' is out of 93.1 (below, no incident can burn the budget fast enough to ',
                N'be told) to 99.9 (beyond, single minutes spend it).')
    END,
    CASE WHEN COALESCE(@Description, N'') = N'' THEN N' @Description is empty.' END,
    CASE WHEN @IsEnabled IS NULL THEN N' @IsEnabled is missing.' END);

IF @Message <> N''
BEGIN
    SET @Message = LEFT(CONCAT(N'Service level ''', @LevelName, N''' was not changed.', @Message), 2048);
    THROW 50048, @Message, 1;
END;

BEGIN TRANSACTION;

SET @OldValue =
(
    SELECT CONCAT(
        s.SourceName, N' ' + s.RuleName, N' ' + s.SeverityName, N' ' + CAST(s.LimitMs AS nvarchar(12)) + N' ms', N', ',
        s.TargetPercent, N' %, ', s.Description, CASE WHEN s.IsEnabled = 0 THEN N', disabled' END)
    FROM config.ServiceLevel AS s WITH (UPDLOCK, HOLDLOCK)
    WHERE s.LevelName = @LevelName
);
SET @NewValue = CONCAT(
    @SourceName, N' ' + @RuleName, N' ' + @SeverityName, N' ' + CAST(@LimitMs AS nvarchar(12)) + N' ms', N', ',
    @TargetPercent, N' %, ', @Description, CASE WHEN @IsEnabled = 0 THEN N', disabled' END);

DELETE config.ServiceLevel
WHERE LevelName = @LevelName;

INSERT config.ServiceLevel
(
    LevelName,
    SourceName,
    RuleName,
    SeverityName,
    LimitMs,
    TargetPercent,
    Description,
    IsEnabled
)
VALUES
(
    @LevelName,
    @SourceName,
    @RuleName,
    @SeverityName,
    @LimitMs,
    @TargetPercent,
    @Description,
    @IsEnabled
);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetServiceLevel', @LevelName, @OldValue, @NewValue
WHERE @OldValue IS NULL
   OR @OldValue <> @NewValue;

COMMIT TRANSACTION;
