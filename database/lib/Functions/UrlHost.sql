/*  lib.UrlHost: the host of a link.
    @Url     http:// or https://, printable ASCII without quotation marks and angle brackets, and no user name
             before the host, behind which another host hides
    Result   one row: Host in lower case, without port; NULL where it is no such link  */
CREATE FUNCTION lib.UrlHost
(
    @Url nvarchar(1000)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Host = CASE
        WHEN @Url COLLATE Latin1_General_BIN2 LIKE N'%[^!-~]%' OR @Url COLLATE Latin1_General_BIN2 LIKE N'%["<>\]%' THEN NULL
        WHEN h.Host = N'' OR h.Host COLLATE Latin1_General_BIN2 LIKE N'%[^-A-Za-z0-9.]%' THEN NULL
        WHEN h.Port COLLATE Latin1_General_BIN2 LIKE N'%[^0-9]%' THEN NULL
        ELSE LOWER(h.Host)
    END
    FROM
    (
        SELECT Rest = CASE
            WHEN @Url LIKE N'http://_%' THEN SUBSTRING(@Url, 8, 1000)
            WHEN @Url LIKE N'https://_%' THEN SUBSTRING(@Url, 9, 1000)
        END
    ) AS r
    CROSS APPLY (SELECT Authority = LEFT(r.Rest, PATINDEX(N'%[/?#]%', r.Rest + N'/') - 1)) AS a
    CROSS APPLY
    (
        SELECT
            Host = LEFT(a.Authority, CHARINDEX(N':', a.Authority + N':') - 1),
            Port = SUBSTRING(a.Authority, CHARINDEX(N':', a.Authority + N':') + 1, 1000)
    ) AS h
);
