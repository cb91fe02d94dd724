/*  dim.ShownMessage: the text of an error as it may be shown.
    @HidesLiterals   config.Masking, of the instance that it is shown for
    @TextHash        dim.StatementText
    Result           one row or none: MessageText
    Values stand in messages without quotes, so where literals are masked none of it is shown: the error's
    number says what it is.  */
CREATE FUNCTION dim.ShownMessage
(
    @HidesLiterals bit,
    @TextHash      binary(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT MessageText = CASE WHEN @HidesLiterals = 1 THEN N'(message not shown)' ELSE t.TextValue END
    FROM dim.StatementText AS t
    WHERE t.TextHash = @TextHash
);
