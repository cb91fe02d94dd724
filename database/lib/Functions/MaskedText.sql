/*  lib.MaskedText: a statement as it is shown and kept where literals are masked: each is '?', names of
    temporary tables have lost what is generated each time, comments are gone.
    @Text    T-SQL or an input buffer; the first 3998 characters count
    Result   one row: Body; NULL for NULL
    What a call of sp_executesql brings is a literal of the call.  */
CREATE FUNCTION lib.MaskedText
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT m.Body
    FROM lib.WithoutComments(@Text) AS w
    CROSS APPLY lib.MaskLiterals(w.Body) AS m
);
