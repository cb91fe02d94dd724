/*  dim.ShownText: a text as it may be shown.
    @HidesLiterals   config.Masking, of the instance that it is shown for
    @TextHash        dim.StatementText
    Result           one row or none: TextValue
    What masking a text takes is done once (collect.MaskTexts); until then it is not shown.  */
CREATE FUNCTION dim.ShownText
(
    @HidesLiterals bit,
    @TextHash      binary(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TextValue = CASE
        WHEN @HidesLiterals = 1 THEN COALESCE(t.MaskedText, N'(shown once its literals are masked)')
        ELSE t.TextValue
    END
    FROM dim.StatementText AS t
    WHERE t.TextHash = @TextHash
);
