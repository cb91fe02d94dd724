/*  config.SetSpecialDay: says that a day is like no other, or takes that back, and notes it in audit.Event.
    For a day of the last 14, what is usual is computed again.
    @InstanceName   NULL: all instances
    @LocalDate      the day in the instance's time zone, 00:00
    @DayName        what it is, such as 'stock-taking'; NULL: a day as any other
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50031 unknown instance; 50051 a value cannot be; each is named. Nothing was changed  */
CREATE PROCEDURE config.SetSpecialDay
    @InstanceName sysname,
    @LocalDate    datetime2(3),
    @DayName      nvarchar(40),
    @ChangedBy    nvarchar(128) = NULL,
    @Now          datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = @InstanceName);
DECLARE @OldName nvarchar(40);
DECLARE @Message nvarchar(400) = CASE
    WHEN @LocalDate IS NULL OR @LocalDate < '2000-01-01' OR @LocalDate >= '2100-01-01'
        THEN CONCAT(
            N'@LocalDate is ''', CONVERT(nvarchar(10), @LocalDate, 120), N'''; it is a day from 2000-01-01 to 2099-12-31.')
    WHEN @LocalDate <> CAST(@LocalDate AS date)
        THEN CONCAT(N'@LocalDate is ''', CONVERT(nvarchar(23), @LocalDate, 121), N'''; it is a day without a time.')
    WHEN LEN(@DayName) = 0
        THEN N'@DayName is empty; it says what the day is, such as ''stock-taking'', or is NULL.'
END;

IF @InstanceName IS NOT NULL AND @InstanceId IS NULL
    THROW 50031, N'There is no such instance. SELECT InstanceName FROM config.Instance lists those that exist.', 1;

IF @Message IS NOT NULL
    THROW 50051, @Message, 1;

BEGIN TRANSACTION;

SELECT @OldName = d.DayName
FROM config.SpecialDay AS d WITH (UPDLOCK, HOLDLOCK)
WHERE d.LocalDate = @LocalDate
  AND (d.InstanceId = @InstanceId OR (d.InstanceId IS NULL AND @InstanceId IS NULL));

IF COALESCE(@OldName, N'') <> COALESCE(@DayName, N'')
BEGIN
    DELETE config.SpecialDay
    WHERE LocalDate = @LocalDate
      AND (InstanceId = @InstanceId OR (InstanceId IS NULL AND @InstanceId IS NULL));

    INSERT config.SpecialDay (InstanceId, LocalDate, DayName, ChangedAt, ChangedBy)
    SELECT @InstanceId, @LocalDate, @DayName, @Now, @ChangedBy
    WHERE @DayName IS NOT NULL;

    -- A day more on either side than the farthest time zone needs.
    IF @LocalDate BETWEEN DATEADD(day, -16, @Now) AND DATEADD(day, 1, @Now)
        UPDATE b
        SET BuiltDate = '19000101'
        FROM baseline.SeriesState AS b
        INNER JOIN rollup.Series AS s ON s.SeriesId = b.SeriesId
        WHERE @InstanceId IS NULL
           OR s.InstanceId = @InstanceId;

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    VALUES
    (
        @Now,
        @ChangedBy,
        N'SetSpecialDay',
        CONCAT(CONVERT(nvarchar(10), @LocalDate, 120), N' on ', COALESCE(@InstanceName, N'all instances')),
        @OldName,
        @DayName
    );
END;

COMMIT TRANSACTION;
