/*  report.RoleList: the roles of AxMonitor, what each may, and who is in them.
    AccountCount  people of the desk with that role who may sign in; NULL: the role is for logins alone
    LoginCount    users of the database in it, without the desk's own; NULL where the caller may not see them
            (VIEW DEFINITION on the database)
    MemberText    names of both, for members of axmonitor_admin and db_owner; NULL for everybody else, as on
            the desk
    MemberNote    why there are no names, or none of logins  */
CREATE PROCEDURE report.RoleList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RoleList';
    RETURN;
END;

DECLARE @IsAdmin bit = CASE WHEN IS_ROLEMEMBER(N'axmonitor_admin') = 1 OR IS_ROLEMEMBER(N'db_owner') = 1 THEN 1 ELSE 0 END;
DECLARE @SeesLogins bit = CASE WHEN HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', N'VIEW DEFINITION') = 1 THEN 1 ELSE 0 END;

SELECT RoleName = r.name, MemberName = m.name
INTO #Login
FROM sys.database_role_members AS x
INNER JOIN sys.database_principals AS r ON r.principal_id = x.role_principal_id
INNER JOIN sys.database_principals AS m ON m.principal_id = x.member_principal_id
WHERE r.name LIKE N'axmonitor[_]%'
  AND m.name NOT LIKE N'axmonitor[_]%'
  AND @SeesLogins = 1;

SELECT
    v.RoleNumber,
    v.RoleName,
    v.MayText,
    AccountCount = CASE WHEN v.DeskRoleName IS NOT NULL THEN COALESCE(a.AccountCount, 0) END,
    LoginCount = CASE WHEN @SeesLogins = 1 THEN COALESCE(g.LoginCount, 0) END,
    MemberText = CASE WHEN @IsAdmin = 1 THEN STUFF(
        (
            SELECT CONCAT(N', ', n.MemberName)
            FROM
            (
                SELECT MemberName = c.UserName
                FROM desk.Account AS c
                WHERE c.RoleName = v.DeskRoleName
                  AND c.IsEnabled = 1
                UNION
                SELECT x.MemberName
                FROM #Login AS x
                WHERE x.RoleName = v.RoleName
            ) AS n
            ORDER BY n.MemberName
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(max)'), 1, 2, N'')
    END,
    MemberNote = CASE
        WHEN @IsAdmin = 0 THEN N'administrators see who'
        WHEN @SeesLogins = 0 THEN N'people of the desk; logins are seen with VIEW DEFINITION'
    END
FROM
(
    VALUES
        (1, N'axmonitor_admin', N'admin', N'changes settings, rules, routes, channels and instances; reads the audit'),
        (2, N'axmonitor_poweruser', N'poweruser', N'acts on alerts, sets maintenance windows, queues back-tests and exports'),
        (3, N'axmonitor_viewer', N'viewer', N'sees and exports'),
        (4, N'axmonitor_desk', NULL, N'serves the desk, as the role of whoever is signed in'),
        (5, N'axmonitor_collector', NULL, N'collects, evaluates, delivers: the service')
) AS v (RoleNumber, RoleName, DeskRoleName, MayText)
LEFT JOIN
(
    SELECT c.RoleName, AccountCount = COUNT(*)
    FROM desk.Account AS c
    WHERE c.IsEnabled = 1
    GROUP BY c.RoleName
) AS a ON a.RoleName = v.DeskRoleName
LEFT JOIN
(
    SELECT x.RoleName, LoginCount = COUNT(*)
    FROM #Login AS x
    GROUP BY x.RoleName
) AS g ON g.RoleName = v.RoleName
ORDER BY v.RoleNumber;
