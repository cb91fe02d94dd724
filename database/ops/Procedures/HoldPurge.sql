/*  ops.HoldPurge: whether a purge that is far beyond the usual has to wait. A clock that is a year ahead asks
    for the same as a repository that was switched off for a year. Called by ops.Purge.
    @FamilyName     config.RetentionFamily
    @Before         UTC, a day's begin: what is older would go
    @PurgedBefore   up to where the family has been purged; NULL: not known
    @Now            UTC
    @IsHeld         1: it has to wait
    Messages of severity 10, sent at once: what waits and why, or what goes now
    It goes when setting PurgeHoldMs has passed while one maintenance after the other met a clock that had
    gone on evenly, or when somebody has released it (config.ReleasePurge). When the clock has jumped by more
    than a day, or back, the wait starts again from zero and a release no longer counts: whoever gave it saw
    another limit. Rows of no more than PurgeWarnDays days are a usual purge, whenever the last one was; so is
    everything while the clock is simulated.  */
CREATE PROCEDURE ops.HoldPurge
    @FamilyName   nvarchar(64),
    @Before       datetime2(3),
    @PurgedBefore datetime2(3),
    @Now          datetime2(3),
    @IsHeld       bit OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;
EXEC ops.CheckClock @Before, 1;

DECLARE @WarnDays int = (SELECT s.Value FROM config.SettingNumber(N'PurgeWarnDays') AS s);
DECLARE @HoldMs bigint = (SELECT s.Value FROM config.SettingNumber(N'PurgeHoldMs') AS s);
DECLARE @IsSimulated bit = (SELECT c.IsSimulated FROM config.ClockFault(@Now, 0) AS c);
DECLARE @RowTotal bigint;
DECLARE @FirstAt datetime2(3);
DECLARE @AgreedMs bigint = 0;
DECLARE @ReleasedBy nvarchar(128);
DECLARE @Message nvarchar(2000);

SET @IsHeld = 0;

EXEC ops.CountPurge @FamilyName, @Before, @RowTotal OUTPUT, @FirstAt OUTPUT;

-- A limit that nobody needs yet is not noted either: what comes later may be older than a wrong clock says.
IF @RowTotal = 0 AND @PurgedBefore IS NULL
    RETURN;

IF @RowTotal > 0 AND @FirstAt >= DATEADD(day, -@WarnDays, @Before)
    RETURN;

IF @IsSimulated = 0 AND @HoldMs > 0
BEGIN
    UPDATE ops.HeldPurge
    SET AgreedMs = CASE
            WHEN e.IsOther = 1 THEN 0
            WHEN e.ElapsedMs <= 10800000 THEN h.AgreedMs + e.ElapsedMs
            ELSE h.AgreedMs
        END,
        HeldAt = CASE WHEN e.IsOther = 1 THEN @Now ELSE h.HeldAt END,
        ReleasedAt = CASE WHEN e.IsOther = 1 THEN NULL ELSE h.ReleasedAt END,
        ReleasedBy = CASE WHEN e.IsOther = 1 THEN NULL ELSE h.ReleasedBy END,
        SeenAt = @Now,
        PurgeBefore = @Before,
        RowTotal = @RowTotal,
        FirstAt = @FirstAt
    FROM ops.HeldPurge AS h
    CROSS APPLY
    (
        SELECT ElapsedMs = DATEDIFF_BIG(millisecond, h.SeenAt, @Now), MovedDays = DATEDIFF(day, h.PurgeBefore, @Before)
    ) AS d
    CROSS APPLY
    (
        SELECT
            d.ElapsedMs,
            IsOther = CASE WHEN d.ElapsedMs < 0 OR d.ElapsedMs > 86400000 OR d.MovedDays NOT BETWEEN 0 AND 1 THEN 1 ELSE 0 END
    ) AS e
    WHERE h.FamilyName = @FamilyName;

    IF @@ROWCOUNT = 0
        INSERT ops.HeldPurge (FamilyName, PurgeBefore, RowTotal, FirstAt, HeldAt, SeenAt, AgreedMs)
        VALUES (@FamilyName, @Before, @RowTotal, @FirstAt, @Now, @Now, 0);

    SELECT
        @AgreedMs = h.AgreedMs,
        @ReleasedBy = h.ReleasedBy,
        @IsHeld = CASE WHEN h.ReleasedAt IS NULL AND h.AgreedMs < @HoldMs THEN 1 ELSE 0 END
    FROM ops.HeldPurge AS h
    WHERE h.FamilyName = @FamilyName;
END;

IF @RowTotal = 0
    RETURN;

SELECT @Message = CONCAT(
    N'Purge of family ', @FamilyName, N': up to ', @RowTotal, N' rows from before ', CONVERT(nvarchar(10), @Before, 126),
    CASE WHEN @IsHeld = 1 THEN N' would go and wait' ELSE N' go now' END,
    N', the oldest of ' + CONVERT(nvarchar(10), @FirstAt, 126),
    N'. The last purge went up to ', COALESCE(CONVERT(nvarchar(10), @PurgedBefore, 126), N'an unknown day'),
    N'; setting PurgeWarnDays says how many days at once are usual.',
    CASE
        WHEN @IsHeld = 1
            THEN CONCAT(
                N' Is the repository''s clock (', CONVERT(nvarchar(16), @Now, 126), N'Z) right? Then it goes by itself in ',
                t.DurationText, N', or at once after EXEC config.ReleasePurge N''', @FamilyName, N''', …')
        WHEN @ReleasedBy IS NOT NULL THEN CONCAT(N' Released by ', @ReleasedBy, N'.')
    END)
FROM lib.DurationText(CASE WHEN @HoldMs > @AgreedMs THEN @HoldMs - @AgreedMs ELSE 0 END) AS t;

RAISERROR (N'%s', 10, 1, @Message) WITH NOWAIT;
