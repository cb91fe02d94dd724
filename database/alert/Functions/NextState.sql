/*  alert.NextState: the life of an alert, one step of it. alert.AdvanceAlerts and alert.Backtest both take
    their steps from here.
    @State, @Severity, @PendingAt, @ClearSince   of the alert before
    @IsMeasured      0: its key has no measure any more
    @SeverityLevel   worst of its measures as alert.Judge has it; NULL: unknown
    @IsAboveClear    1 while one of them keeps it from clearing; NULL: unknown
    @PendingMs, @ClearMs   of config.AlertRule
    @Now             UTC
    Result           one row: State, Severity, ClearSince after it
                     pending       a limit is reached, but not for the pending time yet
                     open          it was; only alert.Acknowledge makes it acknowledged
                     resolved      the key is gone, or every measure has been clear for the clear time;
                                   pending alerts as soon as they are below the warn value
                     Severity rises and never falls. What is unknown changes nothing. A time that a wrong
                     clock has left ahead holds nothing up: it counts as long past for opening, and as now
                     for clearing  */
CREATE FUNCTION alert.NextState
(
    @State         nvarchar(16),
    @Severity      nvarchar(16),
    @PendingAt     datetime2(3),
    @ClearSince    datetime2(3),
    @IsMeasured    bit,
    @SeverityLevel int,
    @IsAboveClear  int,
    @PendingMs     int,
    @ClearMs       int,
    @Now           datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        State = CASE
            WHEN @IsMeasured = 0 THEN N'resolved'
            WHEN @SeverityLevel IS NULL THEN @State
            WHEN @State = N'pending' AND @SeverityLevel = 0 THEN N'resolved'
            WHEN @State = N'pending'
                 AND (@PendingAt <= DATEADD(millisecond, -@PendingMs, @Now) OR @PendingAt > DATEADD(minute, 10, @Now))
                THEN N'open'
            WHEN @State IN (N'open', N'acknowledged')
                 AND @IsAboveClear = 0
                 AND c.ClearSince <= DATEADD(millisecond, -@ClearMs, @Now)
                THEN N'resolved'
            ELSE @State
        END,
        Severity = CASE WHEN @SeverityLevel = 2 THEN N'critical' ELSE @Severity END,
        ClearSince = CASE
            WHEN @IsMeasured = 0 THEN c.ClearSince
            WHEN @IsAboveClear = 1 THEN NULL
            WHEN @IsAboveClear = 0 THEN c.ClearSince
            ELSE @ClearSince
        END
    FROM (SELECT ClearSince = CASE WHEN @ClearSince <= DATEADD(minute, 10, @Now) THEN @ClearSince ELSE @Now END) AS c
);
