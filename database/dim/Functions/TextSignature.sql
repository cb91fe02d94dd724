/*  dim.TextSignature: by what a text is known, and what is left of it without its literals, without the text
    itself.
    @TextHash   dim.StatementText
    Result      one row or none: TextHash; SignatureHash, as collect.SaveStatementSignatures has it, computed
                where nobody asked for it yet  */
CREATE FUNCTION dim.TextSignature
(
    @TextHash binary(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.TextHash,
        SignatureHash = COALESCE(t.SignatureHash, HASHBYTES(N'SHA2_256', COALESCE(m.Body, t.TextValue)))
    FROM dim.StatementText AS t
    CROSS APPLY lib.CallText(t.TextValue) AS c
    CROSS APPLY lib.MaskLiterals(c.Body) AS m
    WHERE t.TextHash = @TextHash
);
