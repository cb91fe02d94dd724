/*  report.DeadlockPath: the circle of a deadlock, from a victim back to itself: each process holds a resource
    that the next one wants, the last one that of the first.
    @DeadlockId   fact.Deadlock
    Result        one row a step, in order of StepNumber: HolderKey holds ResourceNumber in HolderMode,
                  WaiterKey wants it in WaiterMode; keys are those of fact.DeadlockResourceHolder, so a
                  process that the report does not list is there too. The shortest circle of the first
                  victim that has one, else of another process; no row where there is none.
    Not inline: a circle is found step by step, and a recursive query would follow every way through a
    deadlock of a parallel plan, which has more of them than anybody can wait for.  */
CREATE FUNCTION report.DeadlockPath
(
    @DeadlockId bigint
)
RETURNS @Path TABLE
(
    StepNumber     int          NOT NULL PRIMARY KEY CLUSTERED,
    HolderKey      nvarchar(64) NOT NULL,
    ResourceNumber int          NOT NULL,
    WaiterKey      nvarchar(64) NOT NULL,
    HolderMode     nvarchar(32) NULL,
    WaiterMode     nvarchar(32) NULL
)
AS
BEGIN
    DECLARE @Edge TABLE
    (
        HolderKey      nvarchar(64) NOT NULL,
        WaiterKey      nvarchar(64) NOT NULL,
        ResourceNumber int          NOT NULL,
        HolderMode     nvarchar(32) NULL,
        WaiterMode     nvarchar(32) NULL,
        PRIMARY KEY CLUSTERED (HolderKey, WaiterKey)
    );
    -- How far each process is from where a walk began, and over whom it was reached.
    DECLARE @Walk TABLE
    (
        StartNumber int          NOT NULL,
        ProcessKey  nvarchar(64) NOT NULL,
        PreviousKey nvarchar(64) NULL,
        Distance    int          NOT NULL,
        PRIMARY KEY CLUSTERED (StartNumber, ProcessKey)
    );
    DECLARE @Start TABLE
    (
        StartNumber int          NOT NULL PRIMARY KEY CLUSTERED,
        ProcessKey  nvarchar(64) NOT NULL,
        IsVictim    bit          NOT NULL
    );

    INSERT @Edge (HolderKey, WaiterKey, ResourceNumber, HolderMode, WaiterMode)
    SELECT x.HolderKey, x.WaiterKey, x.ResourceNumber, x.HolderMode, x.WaiterMode
    FROM
    (
        SELECT
            HolderKey = h.ProcessKey,
            WaiterKey = w.ProcessKey,
            h.ResourceNumber,
            HolderMode = h.LockMode,
            WaiterMode = w.LockMode,
            Place = ROW_NUMBER() OVER (
                PARTITION BY h.ProcessKey, w.ProcessKey
                ORDER BY h.ResourceNumber, h.HolderNumber, w.HolderNumber)
        FROM fact.DeadlockResourceHolder AS h
        INNER JOIN fact.DeadlockResourceHolder AS w ON w.DeadlockId = h.DeadlockId
            AND w.ResourceNumber = h.ResourceNumber
            AND w.HolderRole = N'waiter'
            AND w.ProcessKey <> h.ProcessKey
        WHERE h.DeadlockId = @DeadlockId
          AND h.HolderRole = N'owner'
    ) AS x
    WHERE x.Place = 1;

    -- Hundreds of workers may take part; a circle that matters goes through one of the first.
    INSERT @Start (StartNumber, ProcessKey, IsVictim)
    SELECT TOP (24)
        ROW_NUMBER() OVER (ORDER BY x.IsVictim DESC, x.ProcessNumber, x.ProcessKey),
        x.ProcessKey,
        x.IsVictim
    FROM
    (
        SELECT e.ProcessKey, IsVictim = COALESCE(p.IsVictim, 0), ProcessNumber = COALESCE(p.ProcessNumber, 2147483647)
        FROM (SELECT DISTINCT d.HolderKey AS ProcessKey FROM @Edge AS d) AS e
        LEFT JOIN fact.DeadlockProcess AS p ON p.DeadlockId = @DeadlockId AND p.ProcessKey = e.ProcessKey
    ) AS x
    ORDER BY x.IsVictim DESC, x.ProcessNumber, x.ProcessKey;

    INSERT @Walk (StartNumber, ProcessKey, PreviousKey, Distance)
    SELECT s.StartNumber, s.ProcessKey, NULL, 0
    FROM @Start AS s;

    DECLARE @Distance int = 0;
    DECLARE @Reached int = 1;
    WHILE @Reached > 0
    BEGIN
        INSERT @Walk (StartNumber, ProcessKey, PreviousKey, Distance)
        SELECT w.StartNumber, e.WaiterKey, MIN(w.ProcessKey), @Distance + 1
        FROM @Walk AS w
        INNER JOIN @Edge AS e ON e.HolderKey = w.ProcessKey
        WHERE w.Distance = @Distance
          AND NOT EXISTS (SELECT 1 FROM @Walk AS k WHERE k.StartNumber = w.StartNumber AND k.ProcessKey = e.WaiterKey)
        GROUP BY w.StartNumber, e.WaiterKey;
        SET @Reached = @@ROWCOUNT;
        SET @Distance += 1;
    END;

    -- The last step of the circle: from a process that was reached back to where the walk began.
    DECLARE @StartNumber int;
    DECLARE @First nvarchar(64);
    DECLARE @Holder nvarchar(64);
    DECLARE @Waiter nvarchar(64);
    DECLARE @Step int;

    SELECT TOP (1) @StartNumber = s.StartNumber, @First = s.ProcessKey, @Holder = w.ProcessKey, @Step = w.Distance + 1
    FROM @Start AS s
    INNER JOIN @Walk AS w ON w.StartNumber = s.StartNumber
    INNER JOIN @Edge AS e ON e.HolderKey = w.ProcessKey AND e.WaiterKey = s.ProcessKey
    ORDER BY s.IsVictim DESC, w.Distance, s.StartNumber, w.ProcessKey;

    SET @Waiter = @First;
    WHILE @Step > 0
    BEGIN
        INSERT @Path (StepNumber, HolderKey, ResourceNumber, WaiterKey, HolderMode, WaiterMode)
        SELECT @Step, e.HolderKey, e.ResourceNumber, e.WaiterKey, e.HolderMode, e.WaiterMode
        FROM @Edge AS e
        WHERE e.HolderKey = @Holder
          AND e.WaiterKey = @Waiter;

        SET @Step -= 1;
        SET @Waiter = @Holder;
        SET @Holder = (SELECT w.PreviousKey FROM @Walk AS w WHERE w.StartNumber = @StartNumber AND w.ProcessKey = @Holder);
    END;

    RETURN;
END;
