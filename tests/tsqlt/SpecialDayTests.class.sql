-- Days like no other: they teach nothing about what is usual, and nothing is held against it on them.
EXEC tSQLt.NewTestClass N'SpecialDayTests';
GO
CREATE PROCEDURE SpecialDayTests.AssertDays
    @Expected nvarchar(400)
AS
DECLARE @Actual nvarchar(400) = COALESCE(
    (
        SELECT CONCAT(N' ', FORMAT(d.LocalDate, N'MM-dd'), N'=', n.SpecialDay)
        FROM config.Instance AS i
        CROSS JOIN
        (
            VALUES
                (CAST('2026-02-26' AS datetime2(3))),
                ('2026-02-27'),
                ('2026-02-28'),
                ('2026-03-01'),
                ('2026-03-02'),
                ('2026-03-31')
        ) AS d (LocalDate)
        CROSS APPLY baseline.SpecialDayOf(i.InstanceId, d.LocalDate) AS n
        WHERE i.InstanceName = N'tSQLt'
        ORDER BY d.LocalDate
        FOR XML PATH(N'')
    ), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE SpecialDayTests.[test no day is special unless somebody says so, and the ends of months by a setting]
AS
EXEC BaselineTests.SetUp;
EXEC SpecialDayTests.AssertDays N'';
EXEC config.SetSetting N'MonthEndDays', N'1', N'test', '2026-02-20';
EXEC SpecialDayTests.AssertDays N' 02-28=month end 03-01=month end 03-31=month end';
EXEC config.SetSetting N'MonthEndDays', N'2', N'test', '2026-02-20';
EXEC SpecialDayTests.AssertDays N' 02-27=month end 02-28=month end 03-01=month end 03-02=month end 03-31=month end';
GO
CREATE PROCEDURE SpecialDayTests.[test the name of an instance's day stands before that of all, which stands before the end of the month]
AS
EXEC BaselineTests.SetUp;
EXEC config.SetSetting N'MonthEndDays', N'1', N'test', '2026-02-20';
EXEC config.SetSpecialDay NULL, '2026-02-28', N'closing', N'test', '2026-02-20';
EXEC config.SetSpecialDay NULL, '2026-03-02', N'fair', N'test', '2026-02-20';
EXEC config.SetSpecialDay N'tSQLt', '2026-03-02', N'stock-taking', N'test', '2026-02-20';
EXEC SpecialDayTests.AssertDays N' 02-28=closing 03-01=month end 03-02=stock-taking 03-31=month end';
EXEC config.SetSpecialDay N'tSQLt', '2026-03-02', N'inventory', N'test', '2026-02-21';
EXEC config.SetSpecialDay NULL, '2026-02-28', NULL, N'test', '2026-02-21';
-- What is so already is no change.
EXEC config.SetSpecialDay NULL, '2026-02-28', NULL, N'test', '2026-02-22';
EXEC SpecialDayTests.AssertDays N' 02-28=month end 03-01=month end 03-02=inventory 03-31=month end';
DECLARE @Audit nvarchar(1000) =
    (
        SELECT CONCAT(N' | ', e.Subject, N': ', COALESCE(e.OldValue, N'-'), N' > ', COALESCE(e.NewValue, N'-'))
        FROM audit.Event AS e
        WHERE e.[Action] = N'SetSpecialDay'
          AND e.OccurredAt >= '2026-02-21'
          AND e.OccurredAt < '2026-02-23'
        ORDER BY e.EventId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)');
EXEC tSQLt.AssertEqualsString
    N' | 2026-03-02 on tSQLt: stock-taking > inventory | 2026-02-28 on all instances: closing > -', @Audit;
GO
CREATE PROCEDURE SpecialDayTests.[test a day that cannot be is refused by name]
AS
EXEC BaselineTests.SetUp;
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50051,
    @ExpectedMessage = N'@LocalDate is ''2026-02-28 12:00:00.000''; it is a day without a time.';
EXEC config.SetSpecialDay N'tSQLt', '2026-02-28T12:00:00', N'closing', N'test', '2026-02-20';
GO
CREATE PROCEDURE SpecialDayTests.[test a day of no year, or without a name, is refused]
AS
EXEC BaselineTests.SetUp;
DECLARE @Said nvarchar(1000) = N'';
BEGIN TRY
    EXEC config.SetSpecialDay N'tSQLt', '1900-01-01', N'closing', N'test', '2026-02-20';
END TRY
BEGIN CATCH
    SET @Said += ERROR_MESSAGE();
END CATCH;
BEGIN TRY
    EXEC config.SetSpecialDay N'tSQLt', '2026-02-28', N'', N'test', '2026-02-20';
END TRY
BEGIN CATCH
    SET @Said += N' | ' + ERROR_MESSAGE();
END CATCH;
BEGIN TRY
    EXEC config.SetSpecialDay N'nowhere', '2026-02-28', N'closing', N'test', '2026-02-20';
END TRY
BEGIN CATCH
    SET @Said += CONCAT(N' | ', ERROR_NUMBER());
END CATCH;
EXEC tSQLt.AssertEqualsString
    N'@LocalDate is ''1900-01-01''; it is a day from 2000-01-01 to 2099-12-31. | @DayName is empty; it says what the day is, such as ''stock-taking'', or is NULL. | 50031',
    @Said;
EXEC SpecialDayTests.AssertDays N'';
GO
CREATE PROCEDURE SpecialDayTests.[test a special day teaches nothing, and what is usual is learnt again when it is made one]
AS
EXEC BaselineTests.SetUp;
EXEC BaselineTests.PutDays 14;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
EXEC config.SetSpecialDay N'tSQLt', '2026-06-01', N'stock-taking', N'test', '2026-06-08T08:00:00';
EXEC BaselineTests.Build '2026-06-08T08:05:00';
-- Mondays have one date left; the dates that were watched are as many as before.
EXEC BaselineTests.AssertUsual '2026-06-08T09:30:00',
    N'108 109 109.28 109.55 109.55 0.15 hour of day, usable 14 of 14 on 2026-06-08';
GO
CREATE PROCEDURE SpecialDayTests.[test nothing is an anomaly on a special day, which whoever asks what is usual is told of]
AS
EXEC BaselineTests.SetUp;
EXEC BaselineTests.PutDays 14;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
EXEC config.SetSpecialDay N'tSQLt', '2026-06-08', N'stock-taking', N'test', '2026-06-08T08:00:00';
EXEC BaselineTests.PutNow '2026-06-08T09:20:00', 400;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:22:00', N'';
DECLARE @Days nvarchar(200) =
    (
        SELECT CONCAT(N' ', COALESCE(u.SpecialDay, N'none'))
        FROM rollup.Series AS s
        INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load'
        CROSS JOIN (VALUES ('2026-06-07T23:59:00'), ('2026-06-08T00:00:00'), ('2026-06-09T00:00:00')) AS t (At)
        CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, CAST(t.At AS datetime2(3))) AS u
        ORDER BY t.At
        FOR XML PATH(N'')
    );
EXEC tSQLt.AssertEqualsString N' none stock-taking none', @Days;
EXEC config.SetSpecialDay N'tSQLt', '2026-06-08', NULL, N'test', '2026-06-08T09:23:00';
EXEC BaselineTests.PutNow '2026-06-08T09:45:00', 400;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:47:00', N' 09:25-09:45  400 for 109.3';
GO
CREATE PROCEDURE SpecialDayTests.[test rules that compare with what is usual are silent on a special day]
AS
EXEC BaselineRuleTests.SetUp;
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS01', '2026-06-08T10:40:00', 15, 31, 120, 148, 170;
EXEC BaselineRuleTests.PutSeries N'waits.wait_ms_per_s', N'page io', '2026-06-08T10:40:00', 10, 8000, 500, 1000, 2000;
EXEC config.SetSpecialDay N'tSQLt', '2026-06-08', N'stock-taking', N'test', '2026-06-08T08:00:00';
EXEC BaselineRuleTests.Evaluate N'Sessions unusual', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.Evaluate N'Waits unusual', '2026-06-08T10:40:40';
EXEC BaselineRuleTests.AssertOpen N'';
EXEC config.SetSpecialDay N'tSQLt', '2026-06-08', NULL, N'test', '2026-06-08T10:40:45';
EXEC BaselineRuleTests.Evaluate N'Sessions unusual', '2026-06-08T10:40:50';
EXEC BaselineRuleTests.AssertOpen
    N'warning Users on AX-AOS01 fell from 148 to 31 | warning Page reads: 8.0 tasks wait all the time (usual 1.0)';
GO
CREATE PROCEDURE SpecialDayTests.[test a batch class is not slow on a special day nor the day after, whose runs teach nothing]
AS
EXEC BaselineRuleTests.SetUp;
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T00:00:00', 84, 600000, 4;
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T11:15:00', 10, 1560000;
EXEC config.SetSpecialDay NULL, '2026-06-07', N'stock-taking', N'test', '2026-06-08T00:00:00';
EXEC BaselineRuleTests.BuildClasses '2026-06-08';
DECLARE @Runs int = (SELECT c.RunCount FROM baseline.BatchClass AS c WHERE c.ClassNumber = 7);
EXEC BaselineRuleTests.Evaluate N'Batch slow', '2026-06-08T11:30:00';
EXEC BaselineRuleTests.AssertOpen N'';
EXEC config.SetSpecialDay NULL, '2026-06-07', NULL, N'test', '2026-06-08T11:31:00';
EXEC BaselineRuleTests.BuildClasses '2026-06-08';
-- Six runs a day.
EXEC tSQLt.AssertEquals 78, @Runs;
EXEC BaselineRuleTests.Evaluate N'Batch slow', '2026-06-08T11:32:00';
EXEC BaselineRuleTests.AssertOpen N'warning 7 2.6x slower since 01:15';
GO
