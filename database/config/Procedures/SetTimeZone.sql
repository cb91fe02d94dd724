/*  config.SetTimeZone: says in which time zone the days of an instance begin, and notes it in audit.Event.
    @InstanceName
    @TimeZoneName   as in sys.time_zone_info, such as 'W. Europe Standard Time'; NULL: UTC
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          50031 unknown instance; 9820 unknown time zone
    Daily values and baselines that are there stay; they are computed anew from what detail there is.  */
CREATE PROCEDURE config.SetTimeZone
    @InstanceName sysname,
    @TimeZoneName nvarchar(128),
    @ChangedBy    nvarchar(128) = NULL,
    @Now          datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int;
DECLARE @OldName nvarchar(128);
DECLARE @LocalAt datetimeoffset(3) = (@Now AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(@TimeZoneName, N'UTC');

BEGIN TRANSACTION;

SELECT @InstanceId = i.InstanceId, @OldName = i.TimeZoneName
FROM config.Instance AS i WITH (UPDLOCK, HOLDLOCK)
WHERE i.InstanceName = @InstanceName;

IF @InstanceId IS NULL
    THROW 50031, N'There is no such instance. SELECT InstanceName FROM config.Instance lists those that exist.', 1;

UPDATE config.Instance
SET TimeZoneName = @TimeZoneName
WHERE InstanceId = @InstanceId
  AND COALESCE(TimeZoneName, N'') <> COALESCE(@TimeZoneName, N'');

IF @@ROWCOUNT > 0
BEGIN
    DELETE baseline.FilledDay
    WHERE InstanceId = @InstanceId;

    UPDATE b
    SET BuiltDate = '19000101'
    FROM baseline.SeriesState AS b
    INNER JOIN rollup.Series AS s ON s.SeriesId = b.SeriesId
    WHERE s.InstanceId = @InstanceId;

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    VALUES (@Now, @ChangedBy, N'SetTimeZone', @InstanceName, COALESCE(@OldName, N'UTC'), COALESCE(@TimeZoneName, N'UTC'));
END;

COMMIT TRANSACTION;
