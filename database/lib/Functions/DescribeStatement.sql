/*  lib.DescribeStatement: what can be said of a statement of AX from its text.
    @Text    a statement, with or without the list of parameters in front
    Result   one row
             StatementKind   select, insert, update, delete, merge, other
             TableNames      the first six tables after INTO, UPDATE, FROM and JOIN, in the order of the text,
                             separated by a comma and a blank
             HasPartition, HasDataAreaId   the column is compared with something
             FastRows        n of OPTION (FAST n), as forms and grids send it
             HasLiterals     1 when texts or numbers stand where AX usually sends parameters (forceLiterals)
    It reads words, not grammar: good enough for what the AX kernel writes.
    In steps, see lib.ParseWaitResource.  */
CREATE FUNCTION lib.DescribeStatement
(
    @Text nvarchar(max)
)
RETURNS @Result TABLE
(
    StatementKind nvarchar(8)   NOT NULL,
    TableNames    nvarchar(400) NOT NULL,
    HasPartition  bit           NOT NULL,
    HasDataAreaId bit           NOT NULL,
    FastRows      int           NULL,
    HasLiterals   bit           NOT NULL
)
AS
BEGIN
    DECLARE @Body nvarchar(max) = LEFT(LTRIM(@Text), 4000);
    DECLARE @Marked nvarchar(max);
    DECLARE @At int;
    DECLARE @Tail nvarchar(200);
    DECLARE @Name nvarchar(130);
    DECLARE @Names nvarchar(1000) = N'';
    DECLARE @Count int = 0;
    DECLARE @FastText nvarchar(12);

    -- The parameter list ends where a verb follows its closing bracket.
    IF @Body LIKE N'(@%'
        SET @Body = SUBSTRING(@Body, PATINDEX(N'%)[A-Z]%', @Body) + 1, 4000);

    SET @Body = UPPER(LTRIM(@Body));
    SET @Body = REPLACE(REPLACE(REPLACE(@Body, NCHAR(13), N' '), NCHAR(10), N' '), NCHAR(9), N' ') + N' ';
    SET @At = PATINDEX(N'%(FAST [0-9]%', @Body);

    IF @At > 0
    BEGIN
        SET @FastText = SUBSTRING(@Body, @At + 6, 12);
        SET @FastText = LEFT(@FastText, PATINDEX(N'%[^0-9]%', @FastText + N'x') - 1);
    END;

    -- One mark for every word that a table follows; then from mark to mark. Brackets and schema names are no
    -- part of a name.
    SET @Marked = REPLACE(REPLACE(N' ' + @Body, N'[', N''), N']', N'');
    SET @Marked = REPLACE(REPLACE(@Marked, N' DELETE FROM ', N' |'), N' INTO ', N' |');
    SET @Marked = REPLACE(REPLACE(REPLACE(@Marked, N' UPDATE ', N' |'), N' FROM ', N' |'), N' JOIN ', N' |');
    SET @Marked = REPLACE(@Marked, N'|DBO.', N'|');
    SET @At = CHARINDEX(N'|', @Marked);

    WHILE @At > 0 AND @Count < 6
    BEGIN
        SET @Tail = SUBSTRING(@Marked, @At + 1, 130) + N' ';
        SET @Name = LEFT(@Tail, PATINDEX(N'%[^A-Z0-9_#.]%', @Tail) - 1);

        IF @Name <> N''
            SET @Names = @Names + CASE WHEN @Names <> N'' THEN N', ' ELSE N'' END + @Name;

        SET @Count = @Count + 1;
        SET @At = CHARINDEX(N'|', @Marked, @At + 1);
    END;

    INSERT @Result (StatementKind, TableNames, HasPartition, HasDataAreaId, FastRows, HasLiterals)
    SELECT
        CASE
            WHEN @Body LIKE N'SELECT %' OR @Body LIKE N'WITH %' THEN N'select'
            WHEN @Body LIKE N'INSERT %' THEN N'insert'
            WHEN @Body LIKE N'UPDATE %' THEN N'update'
            WHEN @Body LIKE N'DELETE %' THEN N'delete'
            WHEN @Body LIKE N'MERGE %' THEN N'merge'
            ELSE N'other'
        END,
        LEFT(@Names, 400),
        CASE WHEN @Body LIKE N'%PARTITION=%' OR @Body LIKE N'%PARTITION [=I]%' THEN 1 ELSE 0 END,
        CASE WHEN @Body LIKE N'%DATAAREAID=%' OR @Body LIKE N'%DATAAREAID [=I]%' THEN 1 ELSE 0 END,
        TRY_CAST(@FastText AS int),
        CASE
            WHEN @Body LIKE N'%=N''%' OR @Body LIKE N'%=''%' OR @Body LIKE N'%=[0-9]%' OR @Body LIKE N'%= [N0-9'']%' THEN 1
            ELSE 0
        END;

    RETURN;
END;
