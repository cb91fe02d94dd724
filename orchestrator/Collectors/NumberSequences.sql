-- interval: 1 h
-- timeout: 10 s
-- rows: 500
-- permissions: VIEW DEFINITION and SELECT on dbo.NUMBERSEQUENCETABLE and NUMBERSEQUENCESCOPE in the AX
--              database
-- needs: AX VIEW DEFINITION
-- needs: table AX dbo.NUMBERSEQUENCETABLE(NUMBERSEQUENCE, LOWEST, HIGHEST, NEXTREC)
-- uses: table AX dbo.NUMBERSEQUENCESCOPE(RECID, DATAAREA)
--
-- The number sequences of AX that are used up most: a few hundred of often many thousands, whose rows are
-- small and read once. LastNumber is the last that both the highest number and the digits of the format
-- allow.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @Sql nvarchar(max);

-- include: AxTables

CREATE TABLE #Row
(
    SequenceCode    nvarchar(20)  COLLATE DATABASE_DEFAULT NOT NULL,
    CompanyName     nvarchar(10)  COLLATE DATABASE_DEFAULT NULL,
    Caption         nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    FormatText      nvarchar(40)  COLLATE DATABASE_DEFAULT NULL,
    LowestNumber    bigint        NULL,
    HighestNumber   bigint        NULL,
    LastNumber      bigint        NULL,
    NextNumber      bigint        NULL,
    IsContinuous    bit           NULL,
    FetchAheadCount int           NULL
);

INSERT #Wanted (Alias, TableName, ColumnName, IsKey, TypeName)
VALUES
    (N'n', N'NUMBERSEQUENCETABLE', N'NUMBERSEQUENCE', 1, N'nvarchar(20)'),
    (N'n', N'NUMBERSEQUENCETABLE', N'LOWEST', 1, N'bigint'),
    (N'n', N'NUMBERSEQUENCETABLE', N'HIGHEST', 1, N'bigint'),
    (N'n', N'NUMBERSEQUENCETABLE', N'NEXTREC', 1, N'bigint'),
    (N'n', N'NUMBERSEQUENCETABLE', N'TXT', 0, N'nvarchar(128)'),
    (N'n', N'NUMBERSEQUENCETABLE', N'FORMAT', 0, N'nvarchar(40)'),
    (N'n', N'NUMBERSEQUENCETABLE', N'CONTINUOUS', 0, N'int'),
    (N'n', N'NUMBERSEQUENCETABLE', N'FETCHAHEAD', 0, N'int'),
    (N'n', N'NUMBERSEQUENCETABLE', N'FETCHAHEADQTY', 0, N'int'),
    (N'n', N'NUMBERSEQUENCETABLE', N'NUMBERSEQUENCESCOPE', 0, N'bigint'),
    (N's', N'NUMBERSEQUENCESCOPE', N'RECID', 1, N'bigint'),
    (N's', N'NUMBERSEQUENCESCOPE', N'DATAAREA', 1, N'nvarchar(10)');

-- Of a format of less than ten digits the digits may decide.
INSERT #Text (Name, Body)
VALUES (N'sequence', N'
    INSERT #Row
    (
        SequenceCode,
        CompanyName,
        Caption,
        FormatText,
        LowestNumber,
        HighestNumber,
        LastNumber,
        NextNumber,
        IsContinuous,
        FetchAheadCount
    )
    SELECT TOP (@RowLimit)
        LEFT(q.SequenceCode, 20),
        LEFT(c.CompanyName, 10),
        LEFT(q.Caption, 128),
        LEFT(q.FormatText, 40),
        q.LowestNumber,
        q.HighestNumber,
        l.LastNumber,
        q.NextNumber,
        q.IsContinuous,
        q.FetchAheadCount
    FROM
    (
        SELECT
            SequenceCode = {n.NUMBERSEQUENCE},
            Caption = {n.TXT},
            FormatText = {n.FORMAT},
            LowestNumber = CAST({n.LOWEST} AS bigint),
            HighestNumber = CAST({n.HIGHEST} AS bigint),
            NextNumber = CAST({n.NEXTREC} AS bigint),
            IsContinuous = CASE WHEN {n.CONTINUOUS} = 0 THEN 0 WHEN {n.CONTINUOUS} <> 0 THEN 1 END,
            FetchAheadCount = CASE WHEN {n.FETCHAHEAD} = 0 THEN 0 ELSE {n.FETCHAHEADQTY} END,
            ScopeId = {n.NUMBERSEQUENCESCOPE},
            DigitCount = LEN({n.FORMAT}) - LEN(REPLACE({n.FORMAT}, N''#'', N''''))
        FROM {n} AS n
        WHERE {n.HIGHEST} > {n.LOWEST}
          AND {n.NEXTREC} > {n.LOWEST}
    ) AS q
    CROSS APPLY
    (
        SELECT LastNumber = MIN(v.Number)
        FROM
        (
            VALUES
                (q.HighestNumber),
                (CASE WHEN q.DigitCount BETWEEN 1 AND 9 THEN POWER(CAST(10 AS bigint), q.DigitCount) - 1 END)
        ) AS v (Number)
    ) AS l
    LEFT JOIN
    (
        SELECT x.ScopeId, CompanyName = MAX(x.CompanyName)
        FROM (SELECT ScopeId = {s.RECID}, CompanyName = {s.DATAAREA} FROM {s} AS s) AS x
        GROUP BY x.ScopeId
    ) AS c ON c.ScopeId = q.ScopeId
    WHERE l.LastNumber > q.LowestNumber
    ORDER BY (q.NextNumber - q.LowestNumber) * 1e0 / (l.LastNumber - q.LowestNumber) DESC, q.SequenceCode, c.CompanyName;');

-- include: AxColumns

IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.Alias = N'n' AND w.ActualTable IS NOT NULL)
BEGIN
    SET @Sql = (SELECT t.Body FROM #Text AS t WHERE t.Name = N'sequence');
    EXEC @InAxDatabase @Sql, N'@RowLimit int', @RowLimit;
END;

SELECT CapturedAt = @CapturedAt;

SELECT
    SequenceCode = r.SequenceCode,
    CompanyName = NULLIF(r.CompanyName, N''),
    Caption = NULLIF(r.Caption, N''),
    FormatText = NULLIF(r.FormatText, N''),
    LowestNumber = r.LowestNumber,
    HighestNumber = r.HighestNumber,
    LastNumber = r.LastNumber,
    NextNumber = r.NextNumber,
    IsContinuous = r.IsContinuous,
    FetchAheadCount = r.FetchAheadCount
FROM #Row AS r
ORDER BY r.SequenceCode, r.CompanyName;

DROP TABLE #Wanted;
DROP TABLE #Text;
DROP TABLE #Row;
