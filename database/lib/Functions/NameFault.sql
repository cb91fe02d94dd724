/*  lib.NameFault: what is wrong with a name that people give and that is shown in one line everywhere.
    @Name
    Result   one row: Fault, NULL when nothing is  */
CREATE FUNCTION lib.NameFault
(
    @Name nvarchar(400)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Fault = CASE
        WHEN @Name LIKE CONCAT(N'%[', NCHAR(1), N'-', NCHAR(31), NCHAR(127), N'-', NCHAR(159), N']%') COLLATE Latin1_General_BIN2
            THEN N'it holds a line break or another control character'
        WHEN DATALENGTH(@Name) <> DATALENGTH(LTRIM(RTRIM(@Name))) THEN N'it begins or ends with a blank'
    END
);
