/*  ops.AdvanceCollectorState: the one owner of ops.CollectorState. Takes one run of a collector into account.
    @InstanceId, @CollectorName
    @EndedAt       UTC
    @SourceMs      time at the watched server; NULL when the run never got there
    @IsSuccess     1 when the run did its work
    @ErrorMessage, @Remedy   of a run that did not
    @IsTruncated   1 when a limit left something out
    @IsTimeout     1 when it was cut off by its time-out after the watched server had been reached
    Over its time budget in CollectorBudgetRuns runs in a row: the interval is doubled, up to
    CollectorSlowestFactor; at that limit: off.
    Within it in as many: the interval is halved, down to the configured one. Off: one run after
    CollectorProbeMs; if that is within the budget, slowed.
    Each time-out halves what the next runs read (ShrinkFactor, at most 64), and CollectorBudgetRuns runs
    within the budget double it again.
    A time-out at the watched server counts as over the budget, any other failure does not: a server that is
    away is not the collector's fault.  */
CREATE PROCEDURE ops.AdvanceCollectorState
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @EndedAt       datetime2(3),
    @SourceMs      int,
    @IsSuccess     bit,
    @ErrorMessage  nvarchar(2048),
    @Remedy        nvarchar(1000),
    @IsTruncated   bit,
    @IsTimeout     bit
AS
SET NOCOUNT ON;

DECLARE @InstanceName sysname, @IntervalMs int, @BudgetMs int;
DECLARE @OldState nvarchar(16), @State nvarchar(16) = N'collecting', @Reason nvarchar(2048), @Factor int = 1;
DECLARE @OverCount int = 0, @WithinCount int = 0, @FailureCount int = 0, @ProbeAt datetime2(3);
DECLARE @BudgetRuns int = (SELECT s.Value FROM config.SettingNumber(N'CollectorBudgetRuns') AS s);
DECLARE @SlowestFactor int = (SELECT s.Value FROM config.SettingNumber(N'CollectorSlowestFactor') AS s);
DECLARE @ProbeMs int = (SELECT s.Value FROM config.SettingNumber(N'CollectorProbeMs') AS s);
DECLARE @IsOver bit = 0, @ShrinkFactor int = 1;

SELECT @InstanceName = InstanceName, @IntervalMs = IntervalMs, @BudgetMs = BudgetMs
FROM ops.CollectorPlan()
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

-- Jobs that are no collectors, and collectors that are gone.
IF @IntervalMs IS NULL
    RETURN;


-- One that cannot be slowed (a factor of 1 or none) is switched off at once.
SET @SlowestFactor = CASE WHEN @SlowestFactor < 1 THEN 1 WHEN @SlowestFactor > 1024 THEN 1024 ELSE @SlowestFactor END;

SELECT
    @OldState = State,
    @Factor = IntervalFactor,
    @OverCount = OverBudgetCount,
    @WithinCount = WithinBudgetCount,
    @FailureCount = FailureCount,
    @ProbeAt = ProbeAt,
    @ShrinkFactor = ShrinkFactor
FROM ops.CollectorState WITH (UPDLOCK, HOLDLOCK)
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

IF @SourceMs > @BudgetMs
    SET @IsOver = 1;

SET @FailureCount = CASE WHEN @IsSuccess = 1 THEN 0 ELSE @FailureCount + 1 END;
SET @OverCount = CASE WHEN @IsOver = 1 THEN @OverCount + 1 WHEN @IsSuccess = 1 THEN 0 ELSE @OverCount END;
SET @WithinCount = CASE WHEN @IsOver = 1 THEN 0 WHEN @IsSuccess = 1 THEN @WithinCount + 1 ELSE @WithinCount END;

IF @IsTimeout = 1
    SET @ShrinkFactor = CASE WHEN @ShrinkFactor > 32 THEN 64 ELSE @ShrinkFactor * 2 END;
ELSE IF @ShrinkFactor > 1 AND @WithinCount > 0 AND @WithinCount % @BudgetRuns = 0
    SET @ShrinkFactor = @ShrinkFactor / 2;

IF @OldState = N'off'
BEGIN
    -- This was the run after the cool-down.
    IF @IsOver = 0 AND @IsSuccess = 1
        SELECT @Factor = @SlowestFactor, @ProbeAt = NULL, @WithinCount = 0;
    ELSE
        SET @ProbeAt = DATEADD(millisecond, @ProbeMs, @EndedAt);
END
ELSE IF @OverCount >= @BudgetRuns
BEGIN
    IF @Factor < @SlowestFactor
        SELECT @Factor = CASE WHEN @Factor * 2 > @SlowestFactor THEN @SlowestFactor ELSE @Factor * 2 END, @OverCount = 0;
    ELSE
        SET @ProbeAt = DATEADD(millisecond, @ProbeMs, @EndedAt);
END
ELSE IF @Factor > 1 AND @WithinCount >= @BudgetRuns
    SELECT @Factor = @Factor / 2, @WithinCount = 0;

IF @ProbeAt IS NOT NULL
    SELECT
        @State = N'off',
        @Reason = CONCAT(
            N'Switched off: ', @BudgetRuns, N' runs in a row took longer than its budget of ', @BudgetMs,
            N' ms at the watched server, even at ', @Factor, N' times its interval',
            N' (last ' + CAST(@SourceMs AS nvarchar(12)) + N' ms)', N'. It is tried again after ',
            CONVERT(nvarchar(19), @ProbeAt, 126), N'Z.');
ELSE IF @IsSuccess = 0
    SELECT @State = N'failing', @Reason = COALESCE(@ErrorMessage, N'Its last run failed.');
ELSE IF @Factor > 1
    SELECT
        @State = N'slowed',
        @Reason = CONCAT(
            N'Slowed to every ', CAST(@IntervalMs AS bigint) * @Factor / 1000, N' s: runs took longer than its budget of ',
            @BudgetMs, N' ms at the watched server (last ', @SourceMs, N' ms).');

SET @Remedy = CASE
    WHEN @State IN (N'off', N'slowed') THEN CONCAT(
        N'Find out what makes the watched server slow, or give the collector a larger budget or a longer '
            + N'interval; any change starts it anew: ',
        N'EXEC config.SetCollectorOverride @InstanceName = N''', REPLACE(@InstanceName, N'''', N''''''),
        N''', @CollectorName = N''', @CollectorName, N''', @IntervalMs = …, @BudgetMs = …')
    WHEN @State = N'failing' THEN COALESCE(@Remedy, N'See the error. `axmonitor check` looks into the instance.')
END;

UPDATE ops.CollectorState
SET State = @State,
    Reason = @Reason,
    Remedy = @Remedy,
    Since = CASE WHEN State = @State THEN Since ELSE @EndedAt END,
    IntervalFactor = @Factor,
    OverBudgetCount = @OverCount,
    WithinBudgetCount = @WithinCount,
    FailureCount = @FailureCount,
    ProbeAt = @ProbeAt,
    LastRunAt = @EndedAt,
    LastSuccessAt = CASE WHEN @IsSuccess = 1 THEN @EndedAt ELSE LastSuccessAt END,
    LastSourceMs = COALESCE(@SourceMs, LastSourceMs),
    TruncatedAt = CASE WHEN @IsTruncated = 1 THEN @EndedAt ELSE TruncatedAt END,
    ShrinkFactor = @ShrinkFactor
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

IF @@ROWCOUNT = 0
    INSERT ops.CollectorState
    (
        InstanceId,
        CollectorName,
        State,
        Reason,
        Remedy,
        Since,
        IntervalFactor,
        OverBudgetCount,
        WithinBudgetCount,
        FailureCount,
        ProbeAt,
        LastRunAt,
        LastSuccessAt,
        LastSourceMs,
        TruncatedAt,
        ShrinkFactor
    )
    VALUES
    (
        @InstanceId,
        @CollectorName,
        @State,
        @Reason,
        @Remedy,
        @EndedAt,
        @Factor,
        @OverCount,
        @WithinCount,
        @FailureCount,
        @ProbeAt,
        @EndedAt,
        CASE WHEN @IsSuccess = 1 THEN @EndedAt END,
        @SourceMs,
        CASE WHEN @IsTruncated = 1 THEN @EndedAt END,
        @ShrinkFactor
    );
