/*  collect.AdvanceSample: how a sample of counters that only count up follows the one before, and remembers
    it as the next one's predecessor.
    @InstanceId        config.Instance
    @CollectorName     config.Collector
    @CapturedAt        UTC time of the sample
    @ServerStartedAt   UTC start of the watched server, computed from its millisecond clock; may differ by
                       a little from sample to sample
    @SourceMs          the source's millisecond clock; NULL: time is taken from @CapturedAt
    @ElapsedMs         out: time since the previous sample; NULL when there is none to compare with
    @Continuity        out: continued   differences and rates are true
                            gap         differences are true, but lie too far apart for a rate
                                        (collect.MaxRateInterval)
                            restart     the server was started since: every counter began at zero
                            first       there is no previous sample
    A caller that finds a counter lower than before calls the sample 'reset' itself.
    Runs inside the caller's transaction, after collect.AdvanceWatermark let the capture pass.  */
CREATE PROCEDURE collect.AdvanceSample
    @InstanceId      int,
    @CollectorName   nvarchar(64),
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3),
    @SourceMs        bigint,
    @ElapsedMs       bigint OUTPUT,
    @Continuity      nvarchar(16) OUTPUT
AS
SET NOCOUNT ON;

DECLARE @SampledAt datetime2(3);
DECLARE @PreviousMs bigint;
DECLARE @GapMs bigint;

SELECT @SampledAt = s.SampledAt, @PreviousMs = s.SourceMs
FROM collect.Sample AS s
WHERE s.InstanceId = @InstanceId
  AND s.CollectorName = @CollectorName;

SET @GapMs = (SELECT l.MaxMs FROM collect.MaxRateInterval(@InstanceId, @CollectorName) AS l);
SET @ElapsedMs = COALESCE(@SourceMs - @PreviousMs, DATEDIFF_BIG(millisecond, @SampledAt, @CapturedAt));
SET @Continuity = (
    SELECT c.Continuity FROM collect.SampleContinuity(@SampledAt, @ServerStartedAt, @ElapsedMs, @GapMs) AS c
);

IF @Continuity IN (N'first', N'restart')
    SET @ElapsedMs = NULL;

IF @SampledAt IS NULL
    INSERT collect.Sample (InstanceId, CollectorName, SampledAt, ServerStartedAt, SourceMs)
    VALUES (@InstanceId, @CollectorName, @CapturedAt, @ServerStartedAt, @SourceMs);
ELSE
    UPDATE collect.Sample
    SET SampledAt = @CapturedAt,
        ServerStartedAt = @ServerStartedAt,
        SourceMs = @SourceMs
    WHERE InstanceId = @InstanceId
      AND CollectorName = @CollectorName;
