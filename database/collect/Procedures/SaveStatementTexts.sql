/*  collect.SaveStatementTexts: keeps texts that are not known yet. Called by save
    procedures inside their transaction.
    @CapturedAt   UTC
    @Texts        SHA-256 of the text and the text; the same one may come several times  */
CREATE PROCEDURE collect.SaveStatementTexts
    @CapturedAt datetime2(3),
    @Texts      stage.StatementText READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
SELECT t.TextHash, t.TextValue, @CapturedAt
FROM
(
    SELECT s.TextHash, s.TextValue, TextOrder = ROW_NUMBER() OVER (PARTITION BY s.TextHash ORDER BY s.TextHash)
    FROM @Texts AS s
) AS t
WHERE t.TextOrder = 1
  AND NOT EXISTS (SELECT 1 FROM dim.StatementText AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.TextHash = t.TextHash);
