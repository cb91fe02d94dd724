/*  collect.SaveStatementSignatures: keeps texts like collect.SaveStatementTexts, and with each its signature:
    the statement it calls, without its literals, so that calls with other values look the same. Called by
    save procedures inside their transaction.
    @CapturedAt   UTC
    @Texts        SHA-256 of the text and the text; the same one may come several times
    A text is signed once, and again when the signature's text has been purged; the signature is found in
    dim.StatementText.SignatureHash.  */
CREATE PROCEDURE collect.SaveStatementSignatures
    @CapturedAt datetime2(3),
    @Texts      stage.StatementText READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Signatures stage.StatementText;

CREATE TABLE #Signature
(
    TextHash      binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    SignatureHash binary(32)    NOT NULL,
    Body          nvarchar(max) COLLATE DATABASE_DEFAULT NOT NULL
);

EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

INSERT #Signature (TextHash, SignatureHash, Body)
SELECT d.TextHash, HASHBYTES(N'SHA2_256', s.Body), s.Body
FROM (SELECT DISTINCT TextHash FROM @Texts) AS t
INNER JOIN dim.StatementText AS d ON d.TextHash = t.TextHash
CROSS APPLY lib.CallText(d.TextValue) AS c
CROSS APPLY lib.MaskLiterals(c.Body) AS m
CROSS APPLY (SELECT Body = COALESCE(m.Body, d.TextValue)) AS s
WHERE NOT EXISTS (SELECT 1 FROM dim.StatementText AS k WHERE k.TextHash = d.SignatureHash);

INSERT @Signatures (TextHash, TextValue)
SELECT s.SignatureHash, s.Body
FROM #Signature AS s;

EXEC collect.SaveStatementTexts @CapturedAt, @Signatures;

UPDATE d
SET SignatureHash = s.SignatureHash
FROM dim.StatementText AS d
INNER JOIN #Signature AS s ON s.TextHash = d.TextHash;
