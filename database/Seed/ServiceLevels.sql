-- The service levels that ship. One that exists, or that somebody removed by disabling it, stays as it is.
INSERT config.ServiceLevel (LevelName, SourceName, RuleName, SeverityName, LimitMs, TargetPercent, Description)
SELECT
    n.LevelName,
    n.SourceName,
    n.RuleName,
    n.SeverityName,
    n.LimitMs,
    n.TargetPercent,
    n.Description
FROM
(
    VALUES
        (N'Data age', N'Alert', N'Collecting', NULL, NULL, 99.5, N'Every collector brings data in its time.'),
        (N'Detection time', N'Detection', NULL, NULL, 120000, 99.9, N'An incident is known two minutes after its onset.'),
        (N'Delivery', N'Delivery', NULL, NULL, 60000, 99.9, N'A message is sent within a minute.'),
        (N'Blocking', N'Alert', N'Blocking', N'critical', NULL, 99.5, N'Nobody is blocked critically.'),
        (N'AX servers', N'Alert', N'AOS down', NULL, NULL, 99.5, N'Every AX server is up.')
) AS n (LevelName, SourceName, RuleName, SeverityName, LimitMs, TargetPercent, Description)
WHERE NOT EXISTS (SELECT 1 FROM config.ServiceLevel AS s WHERE s.LevelName = n.LevelName);
