/*  collect.SaveAxSessions: turns a capture of AX's sessions and servers into states of AOS, lives
    of sessions, counts and metrics.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server
    @HasSessions      1 when SYSCLIENTSESSIONS was read; without it nothing is said
                      of sessions, and none is ended
    @HasServers       1 when SYSSERVERSESSIONS was read; without it nothing is said of AOS
    @IsTruncated      1 when the row limit cut sessions off: those that are not seen may live
    @MissingColumns   what the AX database lacks
    @Rows             see stage.AxSessions
    @DatabaseBeganTime, @DatabaseBeganAt, @DatabaseForkId
                      which database it is, see collect.AdvanceDatabase
    Result            one row: SavedRows (AOS, new lives, counts), WasDuplicate
    Errors            50010 unknown instance
    The rhythm of a heartbeat is learnt from captures that follow each other closely; what a gap in the
    captures hid is not taken for a rhythm. Rows that a restore has brought along (of AOS that were alive, and
    sessions that logged on, before this database came into being) tell of another installation and are left
    out.  */
CREATE PROCEDURE collect.SaveAxSessions
    @InstanceId        int,
    @RunId             uniqueidentifier,
    @CapturedAt        datetime2(3),
    @HasSessions       bit = 1,
    @HasServers        bit = 1,
    @IsTruncated       bit = 0,
    @MissingColumns    nvarchar(2000) = NULL,
    @Rows              stage.AxSessions READONLY,
    @DatabaseBeganTime datetime2(3) = NULL,
    @DatabaseBeganAt   datetime2(3) = NULL,
    @DatabaseForkId    uniqueidentifier = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SELECT
    @HasSessions = COALESCE(@HasSessions, 0),
    @HasServers = COALESCE(@HasServers, 0),
    @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @HasSqlSessions bit;
DECLARE @IsOtherDatabase bit;
DECLARE @OursFromAt datetime2(3);
DECLARE @SilentFactor int = (SELECT s.Value FROM config.SettingNumber(N'AosSilentFactor') AS s);
DECLARE @SilentMinMs int = (SELECT s.Value FROM config.SettingNumber(N'AosSilentMinMs') AS s);
DECLARE @StuckMs int = (SELECT s.Value FROM config.SettingNumber(N'AxSessionStuckMs') AS s);
DECLARE @PreviousAt datetime2(3) = (
    SELECT MAX(c.CapturedAt)
    FROM fact.AxSessionCapture AS c
    WHERE c.InstanceId = @InstanceId
      AND c.HasSessions = 1
      AND c.CapturedAt < @CapturedAt
      AND c.CapturedAt >= DATEADD(minute, -5, @CapturedAt)
);
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Server
(
    AosName        nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    HasRow         bit           NOT NULL,
    ServerNumber   int           NULL,
    StatusNumber   int           NULL,
    StartedAt      datetime2(3)  NULL,
    HeartbeatAt    datetime2(3)  NULL,
    IsLoadBalancer bit           NULL,
    IsBatchEnabled bit           NULL,
    MaxSessions    int           NULL,
    GroupCount     int           NULL
);

-- Which AOS a number of SYSCLIENTSESSIONS means.
CREATE TABLE #Number
(
    ServerNumber int           NOT NULL PRIMARY KEY CLUSTERED,
    AosName      nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL
);

CREATE TABLE #Life
(
    LifeNumber     int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    SessionId      int           NOT NULL,
    UserId         nvarchar(20)  COLLATE DATABASE_DEFAULT NOT NULL,
    LoginAt        datetime2(3)  NULL,
    AosName        nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    ClientType     int           NULL,
    SessionType    int           NULL,
    ClientComputer nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    StartCompany   nvarchar(10)  COLLATE DATABASE_DEFAULT NULL,
    DataPartition  nvarchar(8)   COLLATE DATABASE_DEFAULT NULL,
    StatusNumber   int           NOT NULL,
    SessionLifeId  bigint        NULL,
    EndingSinceAt  datetime2(3)  NULL,
    IsNew          bit           NOT NULL
);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'AxSessions', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.RowKind,
        r.ServerNumber,
        r.AosName,
        r.StatusNumber,
        LoginAt = k1.At,
        HeartbeatAt = k2.At,
        r.IsLoadBalancer,
        r.IsBatchEnabled,
        MaxSessions = k3.Value,
        GroupCount = k4.Value,
        r.SessionId,
        r.UserId,
        r.ClientType,
        r.SessionType,
        r.ClientComputer,
        r.StartCompany,
        r.DataPartition,
        SessionCount = k5.Value,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownTime(r.LoginAt) AS k1
    CROSS APPLY lib.KnownTime(r.HeartbeatAt) AS k2
    CROSS APPLY lib.KnownNumber(r.MaxSessions) AS k3
    CROSS APPLY lib.KnownNumber(r.GroupCount) AS k4
    CROSS APPLY lib.KnownNumber(r.SessionCount) AS k5
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'RowKind', DATALENGTH(r.RowKind), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'AxSessions', @CapturedAt, @IsTruncated OUTPUT;

    -- Before anything of it is stored; the computer of an AX server stays, as in lib.MaskedSession.
    UPDATE r
    SET UserId = LEFT(u.MaskedName, 20),
        ClientComputer = c.MaskedName
    FROM #Staged AS r
    CROSS JOIN collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedName(k.NameKey, N'user', r.UserId) AS u
    CROSS APPLY lib.MaskedName(
        CASE WHEN SUBSTRING(r.AosName, CHARINDEX(N'@', r.AosName) + 1, 128) = r.ClientComputer THEN NULL ELSE k.NameKey END,
        N'host', r.ClientComputer) AS c;

    SET @HasSqlSessions = CASE WHEN EXISTS (SELECT 1 FROM #Staged AS r WHERE r.RowKind = N'sql') THEN 1 ELSE 0 END;

    EXEC collect.AdvanceDatabase @InstanceId, N'AxSessions', @CapturedAt, @DatabaseBeganTime, @DatabaseBeganAt,
        @DatabaseForkId, @IsOtherDatabase OUTPUT, @OursFromAt OUTPUT;

    -- An AOS may have left rows behind: the one that lives, or lived last, speaks for its name.
    -- SYSSERVERCONFIG may spell it otherwise.
    INSERT #Server (AosName, HasRow, ServerNumber, StatusNumber, StartedAt, HeartbeatAt, IsLoadBalancer)
    SELECT s.AosName, 1, s.ServerNumber, s.StatusNumber, s.LoginAt, s.HeartbeatAt, s.IsLoadBalancer
    FROM
    (
        SELECT
            r.AosName, r.ServerNumber, r.StatusNumber, r.LoginAt, r.HeartbeatAt, r.IsLoadBalancer,
            RowOrder = ROW_NUMBER() OVER (
                PARTITION BY UPPER(r.AosName)
                ORDER BY r.HeartbeatAt DESC, CASE WHEN r.StatusNumber = 1 THEN 0 ELSE 1 END, r.LoginAt DESC,
                    r.ServerNumber DESC)
        FROM #Staged AS r
        WHERE r.RowKind = N'server'
          AND r.AosName <> N''
          AND (@OursFromAt IS NULL OR COALESCE(r.HeartbeatAt, r.LoginAt) > @OursFromAt)
    ) AS s
    WHERE s.RowOrder = 1;

    INSERT #Number (ServerNumber, AosName)
    SELECT r.ServerNumber, MIN(s.AosName)
    FROM #Staged AS r
    INNER JOIN #Server AS s ON UPPER(s.AosName) = UPPER(r.AosName)
    WHERE r.RowKind = N'server'
      AND r.ServerNumber IS NOT NULL
    GROUP BY r.ServerNumber;

    UPDATE s
    SET IsBatchEnabled = c.IsBatchEnabled,
        MaxSessions = c.MaxSessions,
        GroupCount = c.GroupCount
    FROM #Server AS s
    CROSS APPLY
    (
        SELECT TOP (1) r.IsBatchEnabled, r.MaxSessions, r.GroupCount
        FROM #Staged AS r
        WHERE r.RowKind = N'config'
          AND UPPER(r.AosName) = UPPER(s.AosName)
        ORDER BY r.AosName
    ) AS c;

    INSERT #Server (AosName, HasRow, IsBatchEnabled, MaxSessions, GroupCount)
    SELECT COALESCE(t.AosName, c.AosName), 0, c.IsBatchEnabled, c.MaxSessions, c.GroupCount
    FROM
    (
        SELECT
            r.AosName,
            r.IsBatchEnabled,
            r.MaxSessions,
            r.GroupCount,
            RowOrder = ROW_NUMBER() OVER (PARTITION BY UPPER(r.AosName) ORDER BY r.AosName)
        FROM #Staged AS r
        WHERE r.RowKind = N'config'
          AND r.AosName <> N''
    ) AS c
    LEFT JOIN
    (
        SELECT UpperName = UPPER(k.AosName), AosName = MIN(k.AosName)
        FROM collect.AxServerState AS k
        WHERE k.InstanceId = @InstanceId
        GROUP BY UPPER(k.AosName)
    ) AS t ON t.UpperName = UPPER(c.AosName)
    WHERE c.RowOrder = 1
      AND NOT EXISTS (SELECT 1 FROM #Server AS s WHERE UPPER(s.AosName) = UPPER(c.AosName));

    INSERT #Server (AosName, HasRow)
    SELECT t.AosName, 0
    FROM collect.AxServerState AS t
    WHERE t.InstanceId = @InstanceId
      AND t.SampledAt > DATEADD(day, -1, @CapturedAt)
      AND NOT EXISTS (SELECT 1 FROM #Server AS s WHERE UPPER(s.AosName) = UPPER(t.AosName));

    EXEC collect.SaveAxHeartbeats @InstanceId, @CapturedAt;

    IF @HasSessions = 1
    BEGIN
        INSERT #Life
        (
            SessionId,
            UserId,
            LoginAt,
            AosName,
            ClientType,
            SessionType,
            ClientComputer,
            StartCompany,
            DataPartition,
            StatusNumber,
            IsNew
        )
        SELECT
            s.SessionId,
            s.UserId,
            s.LoginAt,
            COALESCE(n.AosName, N''),
            s.ClientType,
            s.SessionType,
            s.ClientComputer,
            s.StartCompany,
            s.DataPartition,
            s.StatusNumber,
            0
        FROM
        (
            SELECT
                r.SessionId,
                UserId = COALESCE(r.UserId, N''),
                r.LoginAt,
                r.ServerNumber,
                r.ClientType,
                r.SessionType,
                r.ClientComputer,
                r.StartCompany,
                r.DataPartition,
                StatusNumber = COALESCE(r.StatusNumber, -1),
                RowOrder = ROW_NUMBER() OVER (
                    PARTITION BY r.SessionId, COALESCE(r.UserId, N''), r.LoginAt
                    ORDER BY CASE WHEN r.StatusNumber = 1 THEN 0 ELSE 1 END, r.ServerNumber)
            FROM #Staged AS r
            WHERE r.RowKind = N'session'
              AND r.SessionId IS NOT NULL
              AND (@OursFromAt IS NULL OR r.LoginAt > @OursFromAt)
        ) AS s
        LEFT JOIN #Number AS n ON n.ServerNumber = s.ServerNumber
        WHERE s.RowOrder = 1;

        -- A life that a torn read had missed, and so was taken for ended, goes on.
        UPDATE l
        SET SessionLifeId = f.SessionLifeId,
            EndingSinceAt = f.EndingSinceAt
        FROM #Life AS l
        INNER JOIN fact.AxSession AS f ON f.InstanceId = @InstanceId
            AND f.SessionId = l.SessionId
            AND f.LoginAt = l.LoginAt
            AND f.UserId = l.UserId;

        UPDATE l
        SET SessionLifeId = f.SessionLifeId,
            EndingSinceAt = f.EndingSinceAt
        FROM #Life AS l
        CROSS APPLY
        (
            SELECT TOP (1) o.SessionLifeId, o.EndingSinceAt
            FROM fact.AxSession AS o
            WHERE o.InstanceId = @InstanceId
              AND o.SessionId = l.SessionId
              AND o.UserId = l.UserId
              AND o.EndedAt IS NULL
              AND (o.LoginAt IS NULL OR l.LoginAt IS NULL)
            ORDER BY o.SessionLifeId DESC
        ) AS f
        WHERE l.SessionLifeId IS NULL;

        UPDATE #Life
        SET EndingSinceAt = CASE WHEN StatusNumber IN (2, 3) THEN COALESCE(EndingSinceAt, @CapturedAt) END,
            IsNew = CASE WHEN SessionLifeId IS NULL THEN 1 ELSE 0 END;

        UPDATE f
        SET LoginAt = COALESCE(f.LoginAt, l.LoginAt),
            AosName = CASE WHEN l.AosName = N'' THEN f.AosName ELSE l.AosName END,
            ClientType = COALESCE(l.ClientType, f.ClientType),
            SessionType = COALESCE(l.SessionType, f.SessionType),
            ClientComputer = COALESCE(l.ClientComputer, f.ClientComputer),
            StartCompany = COALESCE(l.StartCompany, f.StartCompany),
            StatusNumber = l.StatusNumber,
            EndingSinceAt = l.EndingSinceAt,
            -- A watched server whose clock was set back for good: what it said before lies ahead of now.
            FirstSeenAt = CASE WHEN f.FirstSeenAt > @CapturedAt THEN @CapturedAt ELSE f.FirstSeenAt END,
            LastSeenAt = @CapturedAt,
            EndedAt = NULL
        FROM fact.AxSession AS f
        INNER JOIN #Life AS l ON l.SessionLifeId = f.SessionLifeId;

        IF @IsTruncated = 0
            UPDATE fact.AxSession
            SET EndedAt = CASE WHEN LastSeenAt > @CapturedAt THEN LastSeenAt ELSE @CapturedAt END
            WHERE InstanceId = @InstanceId
              AND EndedAt IS NULL
              AND LastSeenAt <> @CapturedAt;

        INSERT fact.AxSession
        (
            InstanceId,
            SessionId,
            UserId,
            LoginAt,
            AosName,
            ClientType,
            SessionType,
            ClientComputer,
            StartCompany,
            DataPartition,
            StatusNumber,
            EndingSinceAt,
            FirstSeenAt,
            LastSeenAt
        )
        SELECT
            @InstanceId,
            l.SessionId,
            l.UserId,
            l.LoginAt,
            l.AosName,
            l.ClientType,
            l.SessionType,
            l.ClientComputer,
            l.StartCompany,
            l.DataPartition,
            l.StatusNumber,
            l.EndingSinceAt,
            @CapturedAt,
            @CapturedAt
        FROM #Life AS l
        WHERE l.IsNew = 1;
        SET @SavedRows += @@ROWCOUNT;

        INSERT fact.AxSessionCount
            (InstanceId, CapturedAt, AosName, ClientType, SessionType, StatusNumber, SessionCount, UserCount)
        SELECT
            @InstanceId,
            @CapturedAt,
            c.AosName,
            c.ClientType,
            c.SessionType,
            c.StatusNumber,
            SUM(c.SessionCount),
            NULLIF(COUNT(DISTINCT c.UserId), 0)
        FROM
        (
            SELECT
                l.AosName,
                ClientType = COALESCE(l.ClientType, -1),
                SessionType = COALESCE(l.SessionType, -1),
                l.StatusNumber,
                SessionCount = 1,
                l.UserId
            FROM #Life AS l
            UNION ALL
            SELECT COALESCE(n.AosName, N''), COALESCE(r.ClientType, -1), COALESCE(r.SessionType, -1), 0, r.SessionCount, NULL
            FROM #Staged AS r
            LEFT JOIN #Number AS n ON n.ServerNumber = r.ServerNumber
            WHERE r.RowKind = N'free'
              AND r.SessionCount > 0
        ) AS c
        GROUP BY c.AosName, c.ClientType, c.SessionType, c.StatusNumber;
        SET @SavedRows += @@ROWCOUNT;
    END;

    IF @HasServers = 1
    BEGIN
        INSERT fact.AxServer
        (
            InstanceId,
            CapturedAt,
            AosName,
            ServerNumber,
            State,
            StatusNumber,
            StartedAt,
            HeartbeatAt,
            HeartbeatAgeMs,
            SilentMs,
            RhythmMs,
            IsLoadBalancer,
            IsBatchEnabled,
            MaxSessions,
            GroupCount,
            ActiveCount,
            EndingCount,
            StuckCount,
            UserCount,
            SqlSessionCount
        )
        SELECT
            @InstanceId,
            @CapturedAt,
            s.AosName,
            s.ServerNumber,
            CASE
                WHEN s.HasRow = 0 AND t.SampledAt > DATEADD(day, -1, @CapturedAt) THEN N'absent'
                WHEN s.HasRow = 0 THEN N'registered'
                WHEN s.StatusNumber = 0 THEN N'down'
                WHEN s.HeartbeatAt IS NULL THEN N'unconfirmed'
                WHEN x.LimitMs IS NULL THEN N'learning'
                WHEN x.SilentMs > x.LimitMs THEN N'silent'
                WHEN s.StatusNumber = 1 THEN N'up'
                ELSE N'draining'
            END,
            s.StatusNumber,
            s.StartedAt,
            s.HeartbeatAt,
            CASE WHEN s.HeartbeatAt <= @CapturedAt THEN DATEDIFF_BIG(millisecond, s.HeartbeatAt, @CapturedAt) END,
            x.SilentMs,
            x.RhythmMs,
            s.IsLoadBalancer,
            s.IsBatchEnabled,
            s.MaxSessions,
            s.GroupCount,
            CASE WHEN @HasSessions = 1 THEN COALESCE(c.ActiveCount, 0) END,
            CASE WHEN @HasSessions = 1 THEN COALESCE(c.EndingCount, 0) END,
            CASE WHEN @HasSessions = 1 THEN COALESCE(c.StuckCount, 0) END,
            CASE WHEN @HasSessions = 1 THEN COALESCE(c.UserCount, 0) END,
            CASE WHEN @HasSqlSessions = 1 THEN COALESCE(q.SqlSessionCount, 0) END
        FROM #Server AS s
        LEFT JOIN collect.AxServerState AS t ON t.InstanceId = @InstanceId AND t.AosName = s.AosName
        OUTER APPLY
        (
            -- 01@AX-AOS04.contoso.com runs on AX-AOS04.
            SELECT SqlSessionCount = SUM(r.SessionCount)
            FROM #Staged AS r
            WHERE r.RowKind = N'sql'
              AND r.AosName <> N''
              AND UPPER(LEFT(r.AosName, CHARINDEX(N'.', r.AosName + N'.') - 1)) = UPPER(LEFT(
                  SUBSTRING(s.AosName, CHARINDEX(N'@', s.AosName) + 1, 128),
                  CHARINDEX(N'.', SUBSTRING(s.AosName, CHARINDEX(N'@', s.AosName) + 1, 128) + N'.') - 1))
        ) AS q
        -- An AOS that was never seen to beat is measured by the rhythm of the others.
        CROSS APPLY (SELECT RhythmMs = COALESCE(CASE WHEN t.RhythmCount >= 3 THEN t.RhythmMs END,
                                                (
                                                    SELECT MAX(o.RhythmMs)
                                                    FROM collect.AxServerState AS o
                                                    WHERE o.InstanceId = @InstanceId AND o.RhythmCount >= 3
                                                ))) AS h
        CROSS APPLY
        (
            SELECT
                h.RhythmMs,
                SilentMs = CASE
                    WHEN s.HasRow = 1 AND s.HeartbeatAt IS NOT NULL
                        THEN DATEDIFF_BIG(millisecond, t.HeartbeatMovedAt, @CapturedAt)
                END,
                LimitMs = CASE
                    WHEN h.RhythmMs * COALESCE(@SilentFactor, 4) < COALESCE(@SilentMinMs, 180000)
                        THEN COALESCE(@SilentMinMs, 180000)
                    ELSE h.RhythmMs * COALESCE(@SilentFactor, 4)
                END
        ) AS x
        LEFT JOIN
        (
            SELECT
                l.AosName,
                ActiveCount = SUM(CASE WHEN l.StatusNumber = 1 THEN 1 ELSE 0 END),
                EndingCount = SUM(CASE WHEN l.StatusNumber IN (2, 3) THEN 1 ELSE 0 END),
                StuckCount = SUM(
                    CASE
                        WHEN l.EndingSinceAt < DATEADD(millisecond, -COALESCE(@StuckMs, 300000), @CapturedAt) THEN 1
                        ELSE 0
                    END),
                UserCount = COUNT(DISTINCT CASE WHEN l.StatusNumber = 1 AND l.ClientType = 0 THEN l.UserId END)
            FROM #Life AS l
            GROUP BY l.AosName
        ) AS c ON c.AosName = s.AosName;
        SET @SavedRows += @@ROWCOUNT;

        -- AX deletes the sessions of an AOS that died only when it is started again: until then they take no
        -- place, and nobody works in them.
        INSERT @Points (MetricName, KeyText, Value)
        SELECT m.MetricName, s.AosName, m.Value
        FROM fact.AxServer AS s
        CROSS APPLY (SELECT ActiveCount = CASE WHEN s.State NOT IN (N'silent', N'down', N'absent') THEN s.ActiveCount END) AS a
        CROSS APPLY
        (
            VALUES
                (N'axsessions.aos_up',
                 CASE WHEN s.State IN (N'up', N'draining') THEN 1 WHEN s.State IN (N'silent', N'down', N'absent') THEN 0 END),
                (N'axsessions.heartbeat_silent_ms', CAST(s.SilentMs AS float)),
                (N'axsessions.active_count', a.ActiveCount),
                (N'axsessions.user_count', s.UserCount),
                (N'axsessions.sql_sessions', s.SqlSessionCount),
                (N'axsessions.ending_count', s.EndingCount),
                (N'axsessions.stuck_count', s.StuckCount),
                (N'axsessions.used_percent', CASE WHEN s.MaxSessions > 0 THEN a.ActiveCount * 100.0 / s.MaxSessions END)
        ) AS m (MetricName, Value)
        WHERE s.InstanceId = @InstanceId
          AND s.CapturedAt = @CapturedAt
          AND s.State <> N'registered';
    END;

    IF @HasSessions = 1
    BEGIN
        -- Sessions of AOS that SYSSERVERSESSIONS does not tell of have the empty
        -- name, and no metric of an AOS.
        INSERT @Points (MetricName, KeyText, Value)
        SELECT N'axsessions.login_count', s.AosName, COUNT(l.LifeNumber)
        FROM #Server AS s
        LEFT JOIN #Life AS l ON l.AosName = s.AosName AND l.IsNew = 1 AND l.LoginAt > DATEADD(minute, -1, @PreviousAt)
        WHERE s.HasRow = 1
          AND @PreviousAt IS NOT NULL
        GROUP BY s.AosName;

        INSERT @Points (MetricName, KeyText, Value)
        SELECT N'axsessions.highest_session_id', N'', MAX(l.SessionId)
        FROM #Life AS l;
    END;

    INSERT fact.AxSessionCapture (InstanceId, CapturedAt, SessionCount, HasSessions, HasServers, IsTruncated, MissingColumns)
    SELECT @InstanceId, @CapturedAt, COUNT(*), @HasSessions, @HasServers, @IsTruncated, @MissingColumns
    FROM #Life AS l;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
