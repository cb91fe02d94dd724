/*  collect.SampleContinuity: how counters that only count up follow those of an earlier sample. The one place
    where this is decided: for a whole sample by collect.AdvanceSample, for what has a state of its own
    (a file, an index, the plan cache) by its save procedure.
    @SampledAt         UTC time of the earlier sample; NULL: there is none
    @ServerStartedAt   UTC start of the watched server at the later sample; may differ by a little from sample
                       to sample; NULL: not known
    @ElapsedMs         between the two; NULL: not known
    @MaxMs             how far apart they may lie for a rate (collect.MaxRateInterval); NULL: any distance
    Result             one row: Continuity, see collect.AdvanceSample
    No comparison of two starts: they are computed and jitter. A server that was up at the earlier sample
    and started after it has been restarted.  */
CREATE FUNCTION collect.SampleContinuity
(
    @SampledAt       datetime2(3),
    @ServerStartedAt datetime2(3),
    @ElapsedMs       bigint,
    @MaxMs           bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT Continuity = CASE
        WHEN @SampledAt IS NULL THEN N'first'
        WHEN @ServerStartedAt > @SampledAt OR @ElapsedMs <= 0 THEN N'restart'
        WHEN @ElapsedMs > @MaxMs THEN N'gap'
        ELSE N'continued'
    END
);
