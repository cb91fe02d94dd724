/*  report.Help: what the procedures and views of this schema tell, for those who work in Management Studio.
    @Name     one of them, without its schema: its whole header; NULL: all of them, a line each
    Result    ObjectName, KindName (procedure, view), Tells, Parameters; all of them have defaults  */
CREATE PROCEDURE report.Help
    @Name sysname = NULL
AS
SET NOCOUNT ON;

SELECT
    ObjectName = CONCAT(N'report.', o.name),
    KindName = CASE o.type WHEN 'V' THEN N'view' ELSE N'procedure' END,
    Tells = CASE WHEN @Name IS NULL THEN LEFT(t.Header, CHARINDEX(CHAR(10), t.Header + CHAR(10)) - 1) ELSE t.Header END,
    Parameters = STUFF(
    (
        SELECT N', ' + p.name
        FROM sys.parameters AS p
        WHERE p.object_id = o.object_id
        ORDER BY p.parameter_id
        FOR XML PATH(N''), TYPE
    ).value(N'(./text())[1]', N'nvarchar(max)'), 1, 2, N'')
FROM sys.objects AS o
INNER JOIN sys.sql_modules AS m ON m.object_id = o.object_id
CROSS APPLY (SELECT BeginsAt = CHARINDEX(N'/*', m.definition), EndsAt = CHARINDEX(N'*/', m.definition)) AS x
CROSS APPLY
(
    SELECT Header = LTRIM(RTRIM(CASE
        WHEN x.BeginsAt > 0 AND x.EndsAt > x.BeginsAt
            THEN SUBSTRING(m.definition, x.BeginsAt + 2, x.EndsAt - x.BeginsAt - 2)
        ELSE N''
    END))
) AS t
WHERE o.schema_id = SCHEMA_ID(N'report')
  AND o.type IN ('P', 'V')
  AND (@Name IS NULL OR o.name = @Name)
ORDER BY o.type, o.name;
