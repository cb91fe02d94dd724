/*  collect.MaskTexts: masks the literals of texts that are there already, the newest first, where any stage
    asks for it; new ones are masked as they come (collect.SaveStatementTexts).
    @BudgetMs   after so long it begins no further portion; the next call goes on
    Each portion is a transaction of its own, unless the caller has one.  */
CREATE PROCEDURE collect.MaskTexts
    @BudgetMs int = 10000
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @StartedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @LastAt datetime2(3) = '99991231';
DECLARE @LastHash binary(32) = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF;
DECLARE @RowCount int = 1;

DECLARE @Portion TABLE (TextHash binary(32) NOT NULL PRIMARY KEY CLUSTERED, FirstSeenAt datetime2(3) NOT NULL);

IF NOT EXISTS (SELECT 1 FROM config.Masking(1) AS m WHERE m.HidesLiterals = 1)
    RETURN;

WHILE @RowCount > 0 AND DATEDIFF(millisecond, @StartedAt, SYSUTCDATETIME()) < @BudgetMs
BEGIN
    DELETE @Portion;

    INSERT @Portion (TextHash, FirstSeenAt)
    SELECT TOP (50) t.TextHash, t.FirstSeenAt
    FROM dim.StatementText AS t
    WHERE t.MaskedText IS NULL
      AND t.FirstSeenAt <= @LastAt
      AND (t.FirstSeenAt < @LastAt OR t.TextHash < @LastHash)
    ORDER BY t.FirstSeenAt DESC, t.TextHash DESC;

    SET @RowCount = @@ROWCOUNT;

    UPDATE t
    SET MaskedText = COALESCE(m.Body, N'')
    FROM dim.StatementText AS t
    INNER JOIN @Portion AS p ON p.TextHash = t.TextHash
    CROSS APPLY lib.MaskedText(t.TextValue) AS m;

    SELECT TOP (1) @LastAt = p.FirstSeenAt, @LastHash = p.TextHash
    FROM @Portion AS p
    ORDER BY p.FirstSeenAt, p.TextHash;
END;
