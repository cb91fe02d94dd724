/*  lib.ParseContextInfo: the AX user and AX session that an AOS writes into context_info
    (registry value connectioncontext).
    @ContextInfo   sys.dm_exec_sessions.context_info: single-byte text ' user
                   session …' padded with zero bytes
    Result         one row: AxUser and AxSessionId, both NULL unless the second word is a number from 1 to
                   65535; RawText as it stands there
    The texts have the collation of the database: without saying so they would keep the binary one.
    Three traps: read as nvarchar the bytes are rubbish; CHAR(0) must be looked for in a binary collation,
    since others ignore it; and that collation has a code page of its own, in which Cyrillic or Greek letters
    are question marks. So it only says where the words stand, and the bytes there are read by the code page
    of the database.
    An idle pooled connection keeps its last value: whether the value is current is
    not for this function to say.  */
CREATE FUNCTION lib.ParseContextInfo
(
    @ContextInfo varbinary(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        AxUser = CASE WHEN v.IsValid = 1 THEN CAST(LEFT(o.Body, LEN(u.Word)) AS nvarchar(128)) COLLATE DATABASE_DEFAULT END,
        AxSessionId = CASE WHEN v.IsValid = 1 THEN TRY_CAST(s.Word AS int) END,
        RawText = NULLIF(CAST(o.Body AS nvarchar(128)) COLLATE DATABASE_DEFAULT, N'')
    FROM (SELECT Padded = CAST(COALESCE(@ContextInfo, 0x00) AS varchar(128)) COLLATE Latin1_General_BIN2 + CHAR(0)) AS p
    CROSS APPLY (SELECT Body = LTRIM(RTRIM(LEFT(p.Padded, CHARINDEX(CHAR(0), p.Padded) - 1)))) AS t
    CROSS APPLY
    (
        SELECT Body = CAST(
            CAST(SUBSTRING(@ContextInfo, PATINDEX('%[^ ]%', p.Padded), LEN(t.Body)) AS varbinary(128)) AS varchar(128))
    ) AS o
    CROSS APPLY (SELECT Word = LEFT(t.Body, CHARINDEX(' ', t.Body + ' ') - 1)) AS u
    CROSS APPLY (SELECT Rest = LTRIM(SUBSTRING(t.Body, LEN(u.Word) + 1, 128))) AS r
    CROSS APPLY (SELECT Word = LEFT(r.Rest, CHARINDEX(' ', r.Rest + ' ') - 1)) AS s
    CROSS APPLY
    (
        SELECT IsValid = CASE
            WHEN u.Word = '' OR s.Word = '' OR s.Word LIKE '%[^0-9]%' OR LEN(s.Word) > 5 THEN 0
            WHEN TRY_CAST(s.Word AS int) BETWEEN 1 AND 65535 THEN 1
            ELSE 0
        END
    ) AS v
);
