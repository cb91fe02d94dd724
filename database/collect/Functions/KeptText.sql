/*  collect.KeptText: a text as it is stored.
    @HidesLiterals   collect.AtCollection
    @Text            a statement or an input buffer
    Result           one row: Body  */
CREATE FUNCTION collect.KeptText
(
    @HidesLiterals bit,
    @Text          nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = @Text
    WHERE COALESCE(@HidesLiterals, 0) = 0
    UNION ALL
    SELECT m.Body
    FROM lib.MaskedText(@Text) AS m
    WHERE @HidesLiterals = 1
);
