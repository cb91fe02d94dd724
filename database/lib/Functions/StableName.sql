/*  lib.StableName: a name without the part that is generated each time, so that what works on one thing
    after another looks the same.
    @Name    of a table, index or cursor, with or without database and schema, without brackets or quotes
    Result   one row: StableName
             t100085_D2ED79E9B473…     'TempDB' tables of AX: t100085_
             #Work______…____00000A1B  temp tables: #Work
             #A1B2C3D4                 table variables: #
             PK__#Work____3BD0198E…    keys that the server has named: PK__
             API_CURSOR0000…           API_CURSOR
             anything else             itself. NULL for NULL  */
CREATE FUNCTION lib.StableName
(
    @Name nvarchar(4000)
)
RETURNS TABLE
AS
RETURN
(
    SELECT StableName = CASE
        WHEN p.Part LIKE N'API[_]CURSOR%' THEN CONCAT(p.Prefix, N'API_CURSOR')
        WHEN p.Part LIKE N'#%[_][_][_][_]%' THEN CONCAT(p.Prefix, LEFT(p.Part, CHARINDEX(N'____', p.Part + N'____') - 1))
        WHEN p.Part LIKE N'#[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]' THEN CONCAT(p.Prefix, N'#')
        WHEN p.Part LIKE N'[PU][KQ][_][_]%[_][_][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]%'
            THEN CONCAT(p.Prefix, LEFT(p.Part, 4))
        WHEN p.Part LIKE N't[0-9]%[_][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]%'
            AND LEFT(p.Part, CHARINDEX(N'_', p.Part + N'_') - 1) NOT LIKE N'_%[^0-9]%'
            AND SUBSTRING(p.Part, CHARINDEX(N'_', p.Part) + 1, 8) NOT LIKE N'%[^0-9A-F]%'
            THEN CONCAT(p.Prefix, LEFT(p.Part, CHARINDEX(N'_', p.Part)))
        ELSE @Name
    END
    FROM (SELECT PartAt = DATALENGTH(@Name) / 2 - CHARINDEX(N'.', REVERSE(@Name) + N'.') + 2) AS a
    -- The aggregates keep the optimizer from putting these expressions wherever their names stand.
    CROSS APPLY
    (
        SELECT Prefix = MAX(LEFT(@Name, a.PartAt - 1)), Part = MAX(SUBSTRING(@Name, a.PartAt, 4000))
        FROM (VALUES (1)) AS v (n)
    ) AS p
);
