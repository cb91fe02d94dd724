-- How a sample follows the one before it: decided in one place, by the time of the earlier sample, the start
-- of the server and the time between.
EXEC tSQLt.NewTestClass N'ContinuityTests';
GO
CREATE PROCEDURE ContinuityTests.[test each way in which a sample can follow]
AS
CREATE TABLE #Expected
(
    CaseName   nvarchar(60) NOT NULL,
    Continuity nvarchar(16) NOT NULL
);

SELECT v.CaseName, c.Continuity
INTO #Actual
FROM
(
    VALUES
        (N'none before', NULL, CAST('2026-01-01T00:00:00' AS datetime2(3)), NULL, CAST(1800000 AS bigint)),
        (N'close behind', CAST('2026-01-02T10:00:00' AS datetime2(3)), '2026-01-01T00:00:00', 60000, 1800000),
        (N'at the limit', '2026-01-02T10:00:00', '2026-01-01T00:00:00', 1800000, 1800000),
        (N'too far', '2026-01-02T10:00:00', '2026-01-01T00:00:00', 1800001, 1800000),
        (N'too far without a limit', '2026-01-02T10:00:00', '2026-01-01T00:00:00', 99999999, NULL),
        (N'the start jitters', '2026-01-02T10:00:00', '2026-01-01T00:00:00.137', 60000, 1800000),
        (N'the start is not known', '2026-01-02T10:00:00', NULL, 60000, 1800000),
        (N'started since', '2026-01-02T10:00:00', '2026-01-02T10:00:20', 60000, 1800000),
        (N'started since, long ago', '2026-01-02T10:00:00', '2026-01-02T10:00:20', 9000000, 1800000),
        (N'the clock of the source fell', '2026-01-02T10:00:00', '2026-01-01T00:00:00', -5, 1800000),
        (N'the time between is not known', '2026-01-02T10:00:00', '2026-01-01T00:00:00', NULL, 1800000)
) AS v (CaseName, SampledAt, ServerStartedAt, ElapsedMs, MaxMs)
CROSS APPLY collect.SampleContinuity(v.SampledAt, v.ServerStartedAt, v.ElapsedMs, v.MaxMs) AS c;

INSERT #Expected (CaseName, Continuity)
VALUES
    (N'none before', N'first'),
    (N'close behind', N'continued'),
    (N'at the limit', N'continued'),
    (N'too far', N'gap'),
    (N'too far without a limit', N'continued'),
    (N'the start jitters', N'continued'),
    (N'the start is not known', N'continued'),
    (N'started since', N'restart'),
    (N'started since, long ago', N'restart'),
    (N'the clock of the source fell', N'restart'),
    (N'the time between is not known', N'continued');

EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
