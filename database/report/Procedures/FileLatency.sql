/*  report.FileLatency: reads and writes of each file over a period, the slowest first, with its read
    latency in 48 slots: a row for each file and slot.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    UsualText: the mean of the reads beside what is usual for the file in these hours.
    Latencies are means over the period and over each slot, of reads and writes together in the slots;
    LogLatencyMs is that of the writes of log files.  */
CREATE PROCEDURE report.FileLatency
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'FileLatency';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @SlotSeconds int =
(
    SELECT c.SliceSeconds
    FROM report.SliceFor(CAST((DATEDIFF_BIG(second, @From, @To) + 47) / 48 AS int), N'FileIo', @InstanceId) AS c
);

-- The window is read once: files are the sums of their slots.
SELECT
    x.InstanceId,
    x.DatabaseFileId,
    p.SliceNumber,
    ReadCount = SUM(x.ReadCount),
    WriteCount = SUM(x.WriteCount),
    ReadStallMs = SUM(x.ReadStallMs),
    WriteStallMs = SUM(x.WriteStallMs),
    ElapsedMs = SUM(x.ElapsedMs),
    SizeBytes = MAX(x.SizeBytes),
    PendingCount = MAX(x.PendingCount)
INTO #Slot
FROM config.Instance AS i
INNER JOIN fact.FileIo AS x ON x.InstanceId = i.InstanceId
CROSS APPLY (SELECT SliceNumber = CAST(DATEDIFF_BIG(second, @From, x.CapturedAt) / @SlotSeconds AS int)) AS p
WHERE x.CapturedAt >= @From
  AND x.CapturedAt < @To
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY x.InstanceId, x.DatabaseFileId, p.SliceNumber
OPTION (RECOMPILE);

SELECT TOP (40)
    f.DatabaseFileId,
    f.InstanceId,
    f.ReadCount,
    f.WriteCount,
    f.ReadStallMs,
    f.WriteStallMs,
    f.ElapsedMs,
    f.SizeBytes,
    f.PendingCount
INTO #File
FROM
(
    SELECT
        x.DatabaseFileId,
        x.InstanceId,
        ReadCount = SUM(x.ReadCount),
        WriteCount = SUM(x.WriteCount),
        ReadStallMs = SUM(x.ReadStallMs),
        WriteStallMs = SUM(x.WriteStallMs),
        ElapsedMs = SUM(x.ElapsedMs),
        SizeBytes = MAX(x.SizeBytes),
        PendingCount = MAX(x.PendingCount)
    FROM #Slot AS x
    GROUP BY x.DatabaseFileId, x.InstanceId
) AS f
ORDER BY 1e0 * (f.ReadStallMs + f.WriteStallMs) / NULLIF(f.ReadCount + f.WriteCount, 0) DESC;

-- What a file has once, before its slots are joined to it.
SELECT f.DatabaseFileId, u.UsualText, o.Severity
INTO #Once
FROM #File AS f
INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = f.DatabaseFileId
CROSS APPLY report.UsualOver(
    f.InstanceId,
    N'fileio.read_latency_ms',
    LEFT(CONCAT(d.DatabaseName, N'/', COALESCE(d.FileName, CONCAT(N'file ', d.FileId))), 256),
    1e0 * f.ReadStallMs / NULLIF(f.ReadCount, 0),
    @From,
    @To) AS u
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = f.InstanceId
      AND a.RuleName = N'Storage slow'
      AND (a.VolumeName IS NULL OR d.PhysicalName LIKE a.VolumeName + N'%')
    ORDER BY a.SeverityRank DESC
) AS o;

SELECT
    f.DatabaseFileId,
    i.InstanceName,
    FileText = CONCAT(d.DatabaseName, N', ', COALESCE(d.FileName, CAST(d.FileId AS nvarchar(12)))),
    d.PhysicalName,
    KindText = CASE d.TypeName WHEN N'LOG' THEN N'log' ELSE N'data' END,
    Severity = COALESCE(u.Severity, N'ok'),
    ReadLatencyMs = 1e0 * f.ReadStallMs / NULLIF(f.ReadCount, 0),
    WriteLatencyMs = 1e0 * f.WriteStallMs / NULLIF(f.WriteCount, 0),
    LogLatencyMs = CASE WHEN d.TypeName = N'LOG' THEN 1e0 * f.WriteStallMs / NULLIF(f.WriteCount, 0) END,
    RatePerS = 1000e0 * (f.ReadCount + f.WriteCount) / NULLIF(f.ElapsedMs, 0),
    f.SizeBytes,
    f.PendingCount,
    u.UsualText,
    SlotLocal = l.LocalAt,
    SlotLatencyMs = 1e0 * (s.ReadStallMs + s.WriteStallMs) / NULLIF(s.ReadCount + s.WriteCount, 0)
FROM #File AS f
INNER JOIN config.Instance AS i ON i.InstanceId = f.InstanceId
INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = f.DatabaseFileId
LEFT JOIN #Once AS u ON u.DatabaseFileId = f.DatabaseFileId
CROSS JOIN report.Slices(@From, @To, @SlotSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN #Slot AS s ON s.DatabaseFileId = f.DatabaseFileId AND s.SliceNumber = n.SliceNumber
ORDER BY f.DatabaseFileId, n.SliceNumber;
