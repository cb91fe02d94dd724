-- The pure steps of an alert's life: a measure beside its limits, and what becomes of an alert by it.
EXEC tSQLt.NewTestClass N'AlertStateTests';
GO
CREATE PROCEDURE AlertStateTests.[test a value beside its limits, higher and turned, and the clear level between]
AS
CREATE TABLE #Expected (CaseNumber int, SeverityLevel int, IsAboveClear int);
INSERT #Expected
VALUES
    (1, 0, 0), (2, 0, 1), (3, 1, 1), (4, 2, 1), (5, 1, 1), (6, NULL, NULL),
    (7, 0, 0), (8, 0, 1), (9, 1, 1), (10, 2, 1), (11, 0, 1), (12, 0, 0), (13, 1, 1);
SELECT v.CaseNumber, j.SeverityLevel, j.IsAboveClear
INTO #Actual
FROM
(
    VALUES
        (1, 79.9e0, 100e0, 200e0, 80), (2, 80, 100, 200, 80), (3, 100, 100, 200, 80), (4, 200, 100, 200, 80),
        (5, 1000, 100, NULL, 80), (6, NULL, 100, 200, 80),
        -- 20 and 5 percent idle, turned: clear is above 25.
        (7, -25.1, -20, -5, 80), (8, -25, -20, -5, 80), (9, -20, -20, -5, 80), (10, -5, -20, -5, 80),
        -- Nothing below 0 percent is clear; 0 as a limit clears below it.
        (11, 0, 100, 200, 0), (12, -1, 0, 10, 80), (13, 0, 0, 10, 80)
) AS v (CaseNumber, Value, WarnValue, CriticalValue, ClearPercent)
CROSS APPLY alert.Judge(v.Value, v.WarnValue, v.CriticalValue, v.ClearPercent) AS j;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Pending for a minute and clear for a minute, at 10:10.
CREATE PROCEDURE AlertStateTests.[test each step of an alert]
AS
CREATE TABLE #Expected (CaseNumber int, State nvarchar(16), Severity nvarchar(16), ClearSince datetime2(3));
INSERT #Expected
VALUES
    (1, N'pending', N'warning', NULL),
    (2, N'open', N'warning', NULL),
    (3, N'open', N'critical', NULL),
    (4, N'resolved', N'warning', '2026-01-02T10:10:00'),
    (5, N'pending', N'warning', NULL),
    (6, N'resolved', N'warning', '2026-01-02T10:10:00'),
    (7, N'open', N'warning', NULL),
    (8, N'open', N'critical', NULL),
    (9, N'open', N'warning', NULL),
    (10, N'open', N'warning', '2026-01-02T10:10:00'),
    (11, N'open', N'warning', '2026-01-02T10:09:01'),
    (12, N'resolved', N'warning', '2026-01-02T10:09:00'),
    (13, N'open', N'warning', '2026-01-02T10:09:00'),
    (14, N'acknowledged', N'critical', NULL),
    (15, N'resolved', N'critical', '2026-01-02T10:09:00'),
    (16, N'resolved', N'warning', '2026-01-02T10:10:00');
SELECT v.CaseNumber, s.State, s.Severity, s.ClearSince
INTO #Actual
FROM
(
    VALUES
        -- Pending: not for long enough, for long enough, worse at once, fallen back, unknown, gone.
        (1, N'pending', N'warning', '2026-01-02T10:09:01', NULL, 1, 1, 1),
        (2, N'pending', N'warning', '2026-01-02T10:09:00', NULL, 1, 1, 1),
        (3, N'pending', N'warning', '2026-01-02T10:09:00', NULL, 1, 2, 1),
        (4, N'pending', N'warning', '2026-01-02T10:09:00', NULL, 1, 0, 0),
        (5, N'pending', N'warning', '2026-01-02T10:09:00', NULL, 1, NULL, NULL),
        (6, N'pending', N'warning', '2026-01-02T10:09:00', NULL, 0, NULL, NULL),
        -- Open: as bad, worse, between the levels, clear from now on, not long enough, long enough, unknown.
        (7, N'open', N'warning', '2026-01-02T10:00:00', NULL, 1, 1, 1),
        (8, N'open', N'warning', '2026-01-02T10:00:00', '2026-01-02T10:09:00', 1, 2, 1),
        (9, N'open', N'warning', '2026-01-02T10:00:00', '2026-01-02T10:09:00', 1, 0, 1),
        (10, N'open', N'warning', '2026-01-02T10:00:00', NULL, 1, 0, 0),
        (11, N'open', N'warning', '2026-01-02T10:00:00', '2026-01-02T10:09:01', 1, 0, 0),
        (12, N'open', N'warning', '2026-01-02T10:00:00', '2026-01-02T10:09:00', 1, 0, 0),
        (13, N'open', N'warning', '2026-01-02T10:00:00', '2026-01-02T10:09:00', 1, NULL, NULL),
        -- Acknowledged: worse, clear. Open and gone.
        (14, N'acknowledged', N'warning', '2026-01-02T10:00:00', NULL, 1, 2, 1),
        (15, N'acknowledged', N'critical', '2026-01-02T10:00:00', '2026-01-02T10:09:00', 1, 0, 0),
        (16, N'open', N'warning', '2026-01-02T10:00:00', NULL, 0, NULL, NULL)
) AS v (CaseNumber, State, Severity, PendingAt, ClearSince, IsMeasured, SeverityLevel, IsAboveClear)
CROSS APPLY alert.NextState(
    v.State, v.Severity, v.PendingAt, v.ClearSince, v.IsMeasured, v.SeverityLevel, v.IsAboveClear, 60000, 60000,
    '2026-01-02T10:10:00') AS s;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
