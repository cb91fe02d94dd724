/*  collect.SaveStatementTexts: keeps texts that are not known yet. Called by save
    procedures inside their transaction; the only procedure that writes texts.
    @CapturedAt   UTC
    @Texts        SHA-256 of the text and the text; the same one may come several times  */
CREATE PROCEDURE collect.SaveStatementTexts
    @CapturedAt datetime2(3),
    @Texts      stage.StatementText READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is missing is looked for without locks; only that is looked for again under locks, in the order of
-- the keys: two instances that bring the same text at once wait for each other, and neither for old texts.
CREATE TABLE #NewText
(
    TextHash   binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    TextValue  nvarchar(max) COLLATE DATABASE_DEFAULT NOT NULL,
    MaskedText nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);

INSERT #NewText (TextHash, TextValue)
SELECT t.TextHash, t.TextValue
FROM
(
    SELECT s.TextHash, s.TextValue, TextOrder = ROW_NUMBER() OVER (PARTITION BY s.TextHash ORDER BY s.TextHash)
    FROM @Texts AS s
    WHERE NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WHERE d.TextHash = s.TextHash)
) AS t
WHERE t.TextOrder = 1;

IF @@ROWCOUNT > 0
BEGIN
    -- Outside of the locks below. Most texts come once and are shown often.
    IF EXISTS (SELECT 1 FROM config.Masking(1) AS k WHERE k.HidesLiterals = 1)
        UPDATE n
        SET MaskedText = COALESCE(m.Body, N'')
        FROM #NewText AS n
        CROSS APPLY lib.MaskedText(n.TextValue) AS m;

    INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt, MaskedText)
    SELECT n.TextHash, n.TextValue, @CapturedAt, n.MaskedText
    FROM #NewText AS n
    WHERE NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.TextHash = n.TextHash)
    ORDER BY n.TextHash;
END;
