/*  lib.MailAddresses: a list of mail addresses taken apart, each with what is wrong with it.
    @Recipients   addresses separated by ';', each as a@x.org or Name <a@x.org>
    Result        one row per address: Address (without the name), Problem (a sentence; NULL when it may
                  be right). Empty entries are left out
    Characters beyond ASCII are let through: mail servers decide whether they take them.  */
CREATE FUNCTION lib.MailAddresses
(
    @Recipients nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        a.Address,
        Problem = CASE
            WHEN LEN(t.Body) > 320 THEN CONCAT(N'''', LEFT(t.Body, 60), N'…'' is longer than 320 characters.')
            WHEN PATINDEX(N'%[' + NCHAR(1) + N'-' + NCHAR(31) + N']%', t.Body COLLATE Latin1_General_BIN2) > 0
                THEN CONCAT(N'''', LEFT(t.Body, 60), N''' holds a line break or control character.')
            WHEN p.LocalPart IS NULL OR CHARINDEX(N'@', p.Domain) > 0
                THEN CONCAT(N'''', t.Body, N''' is no mail address: it needs one @ with a name before and a domain behind it.')
            WHEN LEN(p.LocalPart) > 64
                OR PATINDEX(N'%[ "(),:<>\[]%', p.LocalPart) > 0
                OR CHARINDEX(N']', p.LocalPart) > 0
                OR p.LocalPart LIKE N'.%'
                OR p.LocalPart LIKE N'%.'
                OR p.LocalPart LIKE N'%..%'
                THEN CONCAT(N'''', t.Body, N''' is no mail address: what stands before the @ is no mailbox.')
            WHEN LEN(p.Domain) > 253
                OR PATINDEX(N'%[ "(),:<>\[_!#$%&''*+/=?`{|}~^]%', p.Domain) > 0
                OR CHARINDEX(N']', p.Domain) > 0
                OR p.Domain LIKE N'[.-]%'
                OR p.Domain LIKE N'%[.-]'
                OR p.Domain LIKE N'%..%'
                THEN CONCAT(N'''', t.Body, N''' is no mail address: what stands behind the @ is no domain.')
            WHEN PATINDEX(N'%[@,<>:\[]%', n.DisplayName) > 0 OR CHARINDEX(N']', n.DisplayName) > 0
                THEN CONCAT(N'''', t.Body, N''' is no mail address: the name before it holds @ , < > : [ ] or \.')
        END
    FROM STRING_SPLIT(@Recipients, N';') AS s
    CROSS APPLY lib.TrimText(s.value) AS e
    -- The aggregates keep the optimizer from putting these expressions wherever their names stand.
    CROSS APPLY (SELECT Body = MAX(e.Body) FROM (VALUES (1)) AS v (n)) AS t
    CROSS APPLY (SELECT OpenAt = CASE WHEN t.Body LIKE N'%>' THEN CHARINDEX(N'<', t.Body) ELSE 0 END) AS o
    CROSS APPLY
    (
        SELECT Address = MAX(CASE
            WHEN o.OpenAt > 0 THEN SUBSTRING(t.Body, o.OpenAt + 1, LEN(t.Body) - o.OpenAt - 1)
            ELSE t.Body
        END)
        FROM (VALUES (1)) AS v (n)
    ) AS a
    CROSS APPLY (SELECT DisplayName = CASE WHEN o.OpenAt > 1 THEN LEFT(t.Body, o.OpenAt - 1) ELSE N'' END) AS n
    CROSS APPLY (SELECT SignAt = CHARINDEX(N'@', a.Address)) AS g
    CROSS APPLY
    (
        SELECT
            LocalPart = CASE WHEN g.SignAt > 1 AND g.SignAt < LEN(a.Address) THEN LEFT(a.Address, g.SignAt - 1) END,
            Domain = CASE WHEN g.SignAt > 1 THEN SUBSTRING(a.Address, g.SignAt + 1, 320) END
    ) AS p
    WHERE t.Body IS NOT NULL
);
