/*  config.SetDigest: adds a digest mail or changes one, and notes it in audit.Event. It is what the call
    says: name all of it.
    @DigestName     any name
    @Recipients     mail addresses, separated by ';'
    @PeriodName     daily or weekly
    @WeekDay        weekly: 1 (Monday) to 7 (Sunday)
    @LocalTime, @TimeZoneName   when it is sent, by the clock there; a name of sys.time_zone_info
    @InstanceName, @Environment   what it tells of; NULL: all
    @IsQuietSent    0: nothing is sent when there is nothing to say
    @IsEnabled      0: it is not sent
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50049 a value is missing or cannot be; each is named, and nothing is changed  */
CREATE PROCEDURE config.SetDigest
    @DigestName   nvarchar(64),
    @Recipients   nvarchar(max),
    @PeriodName   nvarchar(8) = N'daily',
    @WeekDay      tinyint = NULL,
    @LocalTime    time(0) = '07:00',
    @TimeZoneName nvarchar(128) = N'UTC',
    @InstanceName sysname = NULL,
    @Environment  nvarchar(16) = NULL,
    @IsQuietSent  bit = 1,
    @IsEnabled    bit = 1,
    @ChangedBy    nvarchar(128) = NULL,
    @Now          datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldValue nvarchar(max);
DECLARE @NewValue nvarchar(max);
DECLARE @NextDueAt datetime2(3);
DECLARE @HasTimeZone bit = 1;
DECLARE @Message nvarchar(2048);

BEGIN TRY
    SET @NextDueAt = (SELECT n.NextAt FROM config.NextLocalTime(@Now, @WeekDay, @LocalTime, @TimeZoneName) AS n);
END TRY
BEGIN CATCH
    -- 9820: the server does not know it; told below with the other faults.
    IF ERROR_NUMBER() <> 9820
        THROW;
    SET @HasTimeZone = 0;
END CATCH;

SET @Message = CONCAT(
    CASE WHEN COALESCE(@DigestName, N'') = N'' THEN N' @DigestName is empty.' END,
    CASE
        WHEN NOT EXISTS (SELECT 1 FROM lib.MailAddresses(COALESCE(@Recipients, N'')) AS a)
            THEN N' @Recipients names no recipient.'
    END,
    CASE
        WHEN @PeriodName IS NULL OR @PeriodName NOT IN (N'daily', N'weekly')
            THEN CONCAT(N' @PeriodName = ''', @PeriodName, N''' is none of daily, weekly.')
        WHEN @PeriodName = N'daily' AND @WeekDay IS NOT NULL THEN N' @WeekDay is for a weekly digest.'
        WHEN @PeriodName = N'weekly' AND COALESCE(@WeekDay, 0) NOT BETWEEN 1 AND 7
            THEN N' @WeekDay is 1 (Monday) to 7 (Sunday).'
    END,
    CASE WHEN @LocalTime IS NULL THEN N' @LocalTime is missing.' END,
    CASE
        WHEN @TimeZoneName IS NULL THEN N' @TimeZoneName is missing.'
        WHEN @HasTimeZone = 0
            THEN CONCAT(N' There is no time zone ''', @TimeZoneName, N''': sys.time_zone_info lists those that exist.')
    END,
    CASE
        WHEN @InstanceName IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM config.Instance AS n WHERE n.InstanceName = @InstanceName)
            THEN CONCAT(N' There is no instance ''', @InstanceName, N'''.')
    END,
    CASE
        WHEN @Environment NOT IN (N'DEV', N'TST', N'UAT', N'PRD')
            THEN CONCAT(N' @Environment = ''', @Environment, N''' is none of DEV, TST, UAT, PRD.')
    END,
    CASE WHEN @IsQuietSent IS NULL THEN N' @IsQuietSent is missing.' END,
    CASE WHEN @IsEnabled IS NULL THEN N' @IsEnabled is missing.' END);

SET @Message = LEFT(CONCAT(
    @Message,
    (
        SELECT N' ' + a.Problem
        FROM lib.MailAddresses(@Recipients) AS a
        WHERE a.Problem IS NOT NULL
        ORDER BY a.Address
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)')), 1900);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Digest ''', @DigestName, N''' was not changed.', @Message);
    THROW 50049, @Message, 1;
END;

BEGIN TRANSACTION;

SET @OldValue =
(
    SELECT CONCAT(
        d.PeriodName, N' day ' + CAST(d.WeekDay AS nvarchar(3)), N' ', CONVERT(nvarchar(8), d.LocalTime, 108), N' ',
        d.TimeZoneName, N' to ', d.Recipients, N'; instance ' + d.InstanceName, N'; environment ' + d.Environment,
        CASE WHEN d.IsQuietSent = 0 THEN N'; not when quiet' END, CASE WHEN d.IsEnabled = 0 THEN N'; disabled' END)
    FROM config.Digest AS d WITH (UPDLOCK, HOLDLOCK)
    WHERE d.DigestName = @DigestName
);
SET @NewValue = CONCAT(
    @PeriodName, N' day ' + CAST(@WeekDay AS nvarchar(3)), N' ', CONVERT(nvarchar(8), @LocalTime, 108), N' ',
    @TimeZoneName, N' to ', @Recipients, N'; instance ' + @InstanceName, N'; environment ' + @Environment,
    CASE WHEN @IsQuietSent = 0 THEN N'; not when quiet' END, CASE WHEN @IsEnabled = 0 THEN N'; disabled' END);

UPDATE config.Digest
SET Recipients = @Recipients,
    PeriodName = @PeriodName,
    WeekDay = @WeekDay,
    LocalTime = @LocalTime,
    TimeZoneName = @TimeZoneName,
    InstanceName = @InstanceName,
    Environment = UPPER(@Environment),
    IsQuietSent = @IsQuietSent,
    IsEnabled = @IsEnabled,
    NextDueAt = @NextDueAt
WHERE DigestName = @DigestName;

IF @@ROWCOUNT = 0
    INSERT config.Digest
    (
        DigestName,
        Recipients,
        PeriodName,
        WeekDay,
        LocalTime,
        TimeZoneName,
        InstanceName,
        Environment,
        IsQuietSent,
        IsEnabled,
        NextDueAt
    )
    VALUES
    (
        @DigestName,
        @Recipients,
        @PeriodName,
        @WeekDay,
        @LocalTime,
        @TimeZoneName,
        @InstanceName,
        UPPER(@Environment),
        @IsQuietSent,
        @IsEnabled,
        @NextDueAt
    );

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetDigest', @DigestName, @OldValue, @NewValue
WHERE @OldValue IS NULL
   OR @OldValue <> @NewValue;

COMMIT TRANSACTION;
