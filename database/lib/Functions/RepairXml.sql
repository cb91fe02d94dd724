/*  lib.RepairXml: XML text that a server wrote and no reader takes, made readable.
    @Text    XML text that TRY_CAST refuses
    Result   one row: Body, the text, in which
             characters and references to characters that XML does not know are ?: control characters,
             halves of a surrogate pair, U+FFFE, U+FFFF;
             an & that begins no reference is &amp;
             a < in the value of an attribute, or one that begins no tag, is &lt; the server writes names of
             objects and indexes as they are
    A text that is broken in another way comes back broken. Meant for the few texts that cannot be cast: it
    walks from tag to tag. No row for NULL.  */
CREATE FUNCTION lib.RepairXml
(
    @Text nvarchar(max)
)
RETURNS @Result TABLE (Body nvarchar(max) NULL)
AS
BEGIN
    DECLARE @Body nvarchar(max) = @Text;
    DECLARE @Code int = 0;
    DECLARE @At bigint;
    DECLARE @ToAt bigint;
    DECLARE @Quote bigint;
    DECLARE @Close bigint;
    DECLARE @Entity nvarchar(12);
    DECLARE @Value nvarchar(max);
    DECLARE @Tail nvarchar(80);
    DECLARE @Surrogates nvarchar(16) = N'%[' + NCHAR(55296) + N'-' + NCHAR(57343) + N']%';

    IF @Text IS NULL
        RETURN;

    WHILE @Code < 32
    BEGIN
        IF @Code NOT IN (9, 10, 13)
            SET @Body = REPLACE(@Body COLLATE Latin1_General_BIN2, NCHAR(@Code), N'?');

        SET @Code = @Code + 1;
    END;

    SET @Body = REPLACE(REPLACE(@Body COLLATE Latin1_General_BIN2, NCHAR(65534), N'?'), NCHAR(65535), N'?');

    -- A pair of surrogates is one character; a half of one is none.
    SET @At = PATINDEX(@Surrogates COLLATE Latin1_General_BIN2, @Body);

    WHILE @At > 0
    BEGIN
        IF UNICODE(SUBSTRING(@Body, @At, 1)) BETWEEN 55296 AND 56319
            AND UNICODE(SUBSTRING(@Body, @At + 1, 1)) BETWEEN 56320 AND 57343
            SET @At = @At + 2;
        ELSE
        BEGIN
            SET @Body = STUFF(@Body, @At, 1, N'?');
            SET @At = @At + 1;
        END;

        SET @ToAt = PATINDEX(@Surrogates COLLATE Latin1_General_BIN2, SUBSTRING(@Body, @At, DATALENGTH(@Body)));
        SET @At = CASE WHEN @ToAt > 0 THEN @At + @ToAt - 1 ELSE 0 END;
    END;

    -- References.
    SET @At = CHARINDEX(N'&' COLLATE Latin1_General_BIN2, @Body);

    WHILE @At > 0
    BEGIN
        SET @Entity = SUBSTRING(@Body, @At, 12);
        SET @Entity = LEFT(@Entity, CHARINDEX(N';', @Entity));

        IF @Entity LIKE N'&#[0-9]%;' OR @Entity LIKE N'&#[xX][0-9a-fA-F]%;'
        BEGIN
            SET @Code = CASE
                WHEN @Entity LIKE N'&#[0-9]%' THEN TRY_CAST(SUBSTRING(@Entity, 3, LEN(@Entity) - 3) AS int)
                ELSE CAST(
                    TRY_CONVERT(varbinary(4), N'0x' + RIGHT(N'00000000' + SUBSTRING(@Entity, 4, LEN(@Entity) - 4), 8), 1) AS int)
            END;

            IF @Code NOT IN (9, 10, 13)
                AND @Code NOT BETWEEN 32 AND 55295
                AND @Code NOT BETWEEN 57344 AND 65533
                AND @Code NOT BETWEEN 65536 AND 1114111
                OR @Code IS NULL
                SET @Body = STUFF(@Body, @At, LEN(@Entity), N'?');
        END
        ELSE IF @Entity NOT IN (N'&amp;', N'&lt;', N'&gt;', N'&quot;', N'&apos;')
            SET @Body = STUFF(@Body, @At, 1, N'&amp;');

        SET @At = CHARINDEX(N'&' COLLATE Latin1_General_BIN2, @Body, @At + 1);
    END;

    -- From tag to tag, and inside a tag from attribute to attribute. A value ends with the quote behind which
    -- the tag goes on: the name in it may have quotes, too.
    SET @At = CHARINDEX(N'<' COLLATE Latin1_General_BIN2, @Body);

    WHILE @At > 0
    BEGIN
        IF SUBSTRING(@Body, @At, 9) = N'<![CDATA['
            SET @At = CHARINDEX(N']]>' COLLATE Latin1_General_BIN2, @Body, @At);
        ELSE IF SUBSTRING(@Body, @At + 1, 1) LIKE N'[A-Za-z_/!?]'
        BEGIN
            SET @Quote = CHARINDEX(N'"' COLLATE Latin1_General_BIN2, @Body, @At);
            SET @ToAt = CHARINDEX(N'>' COLLATE Latin1_General_BIN2, @Body, @At);

            WHILE @Quote > 0 AND @Quote < @ToAt
            BEGIN
                SET @Close = CHARINDEX(N'"' COLLATE Latin1_General_BIN2, @Body, @Quote + 1);

                WHILE @Close > 0
                BEGIN
                    SET @Tail = LTRIM(REPLACE(REPLACE(REPLACE(
                        SUBSTRING(@Body, @Close + 1, 80), NCHAR(9), N' '), NCHAR(10), N' '), NCHAR(13), N' '));

                    IF @Tail LIKE N'>%' OR @Tail LIKE N'/>%' OR @Tail LIKE N'?>%'
                        OR (
                            @Tail LIKE N'[A-Za-z_]%="%'
                            AND LEFT(@Tail, CHARINDEX(N'=', @Tail) - 1) NOT LIKE N'%[^A-Za-z0-9_:.-]%')
                        BREAK;

                    SET @Close = CHARINDEX(N'"' COLLATE Latin1_General_BIN2, @Body, @Close + 1);
                END;

                IF @Close = 0
                BEGIN
                    INSERT @Result (Body)
                    VALUES (@Body);

                    RETURN;
                END;

                SET @Value = SUBSTRING(@Body, @Quote + 1, @Close - @Quote - 1);

                IF @Value LIKE N'%[<"]%'
                BEGIN
                    SET @Value = REPLACE(REPLACE(@Value, N'<', N'&lt;'), N'"', N'&quot;');
                    SET @Body = STUFF(@Body, @Quote + 1, @Close - @Quote - 1, @Value);
                    SET @Close = @Quote + DATALENGTH(@Value) / 2 + 1;
                END;

                SET @Quote = CHARINDEX(N'"' COLLATE Latin1_General_BIN2, @Body, @Close + 1);
                SET @ToAt = CHARINDEX(N'>' COLLATE Latin1_General_BIN2, @Body, @Close);
            END;

            SET @At = @ToAt;
        END
        ELSE
            SET @Body = STUFF(@Body, @At, 1, N'&lt;');

        SET @At = CASE WHEN @At > 0 THEN CHARINDEX(N'<' COLLATE Latin1_General_BIN2, @Body, @At + 1) ELSE 0 END;
    END;

    INSERT @Result (Body)
    VALUES (@Body);

    RETURN;
END;
