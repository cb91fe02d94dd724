/*  collect.AdvanceDatabase: says whether the AX database is the one that the collector read last, and
    remembers it. The only place that decides that: a database that was restored, refreshed from another
    system or created again has the name and perhaps even higher ids, and is not the same.
    @InstanceId, @CollectorName, @CapturedAt   as in the caller
    @BeganTime     sys.databases.create_date
    @BeganAt       the same in UTC
    @ForkId        recovery_fork_guid. Where both captures know it, it decides: a restore begins a new one, a
                   failover to another replica, which has another create_date, does not
    @IsOther       out: 1 when it is another database than at the last capture. The caller restarts, and
                   tells a gap
    @OursFromAt    out: what the database holds from before was brought along by the restore; NULL: it all
                   counts
    What is not told (a login without rights) is no change.
    Runs inside the caller's transaction, after collect.AdvanceWatermark let the capture pass.  */
CREATE PROCEDURE collect.AdvanceDatabase
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @BeganTime     datetime2(3),
    @BeganAt       datetime2(3),
    @ForkId        uniqueidentifier,
    @IsOther       bit OUTPUT,
    @OursFromAt    datetime2(3) OUTPUT
AS
SET NOCOUNT ON;

-- An absurd time in the head of a capture is none.
SELECT
    @BeganTime = (SELECT k.At FROM lib.KnownTime(@BeganTime) AS k),
    @BeganAt = (SELECT k.At FROM lib.KnownTime(@BeganAt) AS k);

-- A restore over a database may leave its create_date: then the capture that noticed it has to do.
SELECT
    @IsOther = d.IsOther,
    @OursFromAt = CASE
        WHEN d.IsOther = 0 THEN s.OursFromAt
        WHEN s.BeganTime <> @BeganTime AND @BeganAt <= @CapturedAt THEN @BeganAt
        ELSE @CapturedAt
    END
FROM collect.DatabaseState AS s
CROSS APPLY
(
    SELECT IsOther = CASE
        WHEN s.ForkId IS NOT NULL AND @ForkId IS NOT NULL THEN CASE WHEN s.ForkId = @ForkId THEN 0 ELSE 1 END
        WHEN s.BeganTime <> @BeganTime THEN 1
        ELSE 0
    END
) AS d
WHERE s.InstanceId = @InstanceId
  AND s.CollectorName = @CollectorName;

IF @@ROWCOUNT = 0
BEGIN
    SELECT @IsOther = 0, @OursFromAt = NULL;

    INSERT collect.DatabaseState (InstanceId, CollectorName, BeganTime, ForkId)
    VALUES (@InstanceId, @CollectorName, @BeganTime, @ForkId);
END;
ELSE
    UPDATE collect.DatabaseState
    SET BeganTime = COALESCE(@BeganTime, BeganTime),
        ForkId = COALESCE(@ForkId, CASE WHEN @IsOther = 0 THEN ForkId END),
        OursFromAt = @OursFromAt,
        ChangedAt = CASE WHEN @IsOther = 1 THEN @CapturedAt ELSE ChangedAt END
    WHERE InstanceId = @InstanceId
      AND CollectorName = @CollectorName;
