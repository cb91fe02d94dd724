/*  collect.SaveServerInfo: keeps the history of a server's settings. Only what changed becomes a row.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time of the watched server
    @ServerStartedAt   UTC time SQL Server was started, to the second; becomes the setting 'started
                       at', which moves by a restart only
    @KindsRead         kinds of settings that could be read, each followed by ';': only of
                       those a missing setting is gone
    @IsTruncated       1 when the row limit cut databases off; then nothing is gone
    @Rows              settings, see stage.ServerInfo
    Result             one row: SavedRows, WasDuplicate
    Errors             50010 unknown instance  */
CREATE PROCEDURE collect.SaveServerInfo
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3),
    @KindsRead       nvarchar(200) = N'',
    @IsTruncated     bit = 0,
    @Rows            stage.ServerInfo READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @ChangeCount int = 0;
DECLARE @KindsSeen nvarchar(200);
DECLARE @LastStartedAt datetime2(3);
DECLARE @StartedText nvarchar(400);
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Now
(
    ScopeKind    nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    ScopeName    nvarchar(257) COLLATE DATABASE_DEFAULT NOT NULL,
    SettingName  nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    SettingValue nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (ScopeKind, ScopeName, SettingName)
);

-- An absurd value in the head of a capture is none.
SET @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'ServerInfo', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.ScopeKind,
        r.ScopeName,
        r.SettingName,
        r.SettingValue,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'ScopeKind', DATALENGTH(r.ScopeKind), N''),
                (N'ScopeName', DATALENGTH(r.ScopeName), N''),
                (N'SettingName', DATALENGTH(r.SettingName), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'ServerInfo', @CapturedAt;

    SELECT @LastStartedAt = s.ServerStartedAt, @KindsSeen = s.KindsSeen
    FROM collect.ServerState AS s
    WHERE s.InstanceId = @InstanceId;

    SET @ServerStartedAt = COALESCE(@ServerStartedAt, @LastStartedAt);

    -- The start is counted back from the server's clock, which is corrected now and
    -- then: two minutes are no restart.
    IF ABS(DATEDIFF(second, @LastStartedAt, @ServerStartedAt)) <= 120
        SET @StartedText =
        (
            SELECT f.SettingValue
            FROM fact.ServerSetting AS f
            WHERE f.InstanceId = @InstanceId
              AND f.ScopeKind = N'server'
              AND f.ScopeName = N''
              AND f.SettingName = N'started at'
              AND f.EndedAt IS NULL
        );

    INSERT #Now (ScopeKind, ScopeName, SettingName, SettingValue)
    SELECT r.ScopeKind, r.ScopeName, r.SettingName, MAX(r.SettingValue)
    FROM #Staged AS r
    GROUP BY r.ScopeKind, r.ScopeName, r.SettingName;

    INSERT #Now (ScopeKind, ScopeName, SettingName, SettingValue)
    SELECT N'server', N'', N'started at', COALESCE(@StartedText, CONVERT(nvarchar(19), @ServerStartedAt, 120))
    WHERE @ServerStartedAt IS NOT NULL;

    UPDATE f
    SET EndedAt = @CapturedAt
    FROM fact.ServerSetting AS f
    LEFT JOIN #Now AS n ON n.ScopeKind = f.ScopeKind AND n.ScopeName = f.ScopeName AND n.SettingName = f.SettingName
    WHERE f.InstanceId = @InstanceId
      AND f.EndedAt IS NULL
      AND ((n.ScopeKind IS NOT NULL
                AND NOT EXISTS (
                    SELECT n.SettingValue COLLATE Latin1_General_BIN2
                    INTERSECT
                    SELECT f.SettingValue COLLATE Latin1_General_BIN2
                ))
            OR (n.ScopeKind IS NULL
                    AND COALESCE(@IsTruncated, 0) = 0
                    AND CHARINDEX(N';' + f.ScopeKind + N';', N';' + @KindsRead) > 0));
    SET @ChangeCount = @@ROWCOUNT;

    INSERT fact.ServerSetting (InstanceId, ScopeKind, ScopeName, SettingName, BeganAt, EndedAt, SettingValue, IsInitial)
    SELECT @InstanceId, n.ScopeKind, n.ScopeName, n.SettingName, @CapturedAt, NULL, n.SettingValue,
           CASE WHEN CHARINDEX(N';' + n.ScopeKind + N';', N';' + COALESCE(@KindsSeen, N'')) > 0 THEN 0 ELSE 1 END
    FROM #Now AS n
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM fact.ServerSetting AS f
        WHERE f.InstanceId = @InstanceId
          AND f.ScopeKind = n.ScopeKind
          AND f.ScopeName = n.ScopeName
          AND f.SettingName = n.SettingName
          AND f.EndedAt IS NULL
    );
    SET @SavedRows = @@ROWCOUNT;

    -- What came without something having ended is a change as well.
    SET @ChangeCount +=
    (
        SELECT COUNT(*)
        FROM fact.ServerSetting AS f
        WHERE f.InstanceId = @InstanceId
          AND f.BeganAt = @CapturedAt
          AND f.IsInitial = 0
          AND NOT EXISTS
          (
              SELECT 1
              FROM fact.ServerSetting AS o
              WHERE o.InstanceId = f.InstanceId
                AND o.ScopeKind = f.ScopeKind
                AND o.ScopeName = f.ScopeName
                AND o.SettingName = f.SettingName
                AND o.EndedAt = @CapturedAt
          )
    );

    SET @KindsSeen = CONCAT(@KindsSeen,
    (
        SELECT k.ScopeKind + N';'
        FROM (
            VALUES
                (N'server'),
                (N'option'),
                (N'service'),
                (N'trace flag'),
                (N'database'),
                (N'configuration'),
                (N'tempdb'),
                (N'file')
        ) AS k (ScopeKind)
        WHERE CHARINDEX(N';' + k.ScopeKind + N';', N';' + @KindsRead) > 0
          AND CHARINDEX(N';' + k.ScopeKind + N';', N';' + COALESCE(@KindsSeen, N'')) = 0
        FOR XML PATH(N'')
    ));

    UPDATE collect.ServerState
    SET ServerStartedAt = COALESCE(@ServerStartedAt, @CapturedAt),
        KindsSeen = @KindsSeen
    WHERE InstanceId = @InstanceId;

    IF @@ROWCOUNT = 0
        INSERT collect.ServerState (InstanceId, ServerStartedAt, KindsSeen)
        VALUES (@InstanceId, COALESCE(@ServerStartedAt, @CapturedAt), @KindsSeen);

    INSERT @Points (MetricName, KeyText, Value)
    VALUES
        (N'server.uptime_h', N'',
         CASE WHEN @ServerStartedAt <= @CapturedAt THEN DATEDIFF(second, @ServerStartedAt, @CapturedAt) / 3600.0 END),
        (N'server.setting_changes', N'', @ChangeCount),
        (N'server.settings_differing', N'',
         (SELECT COUNT(*) FROM collect.CompareSettings(@InstanceId) AS j WHERE j.Verdict = N'differs'));

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
