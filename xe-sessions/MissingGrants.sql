-- What the login lacks to run the scripts of this folder, as the statements that an administrator of the
-- watched server has to run in master. Changes nothing. Of VIEW SERVER STATE its part for performance is
-- enough, which SQL Server 2022 brought (an older one does not know the name: NULL). ALTER SETTINGS is needed
-- only where the session context 'AxMonitor.BlockedProcessThreshold' holds a value.
SELECT MissingGrant = N'GRANT ' + p.PermissionName + N' TO ' + QUOTENAME(SUSER_SNAME()) + N';'
FROM (VALUES
    (1, N'VIEW SERVER STATE'),
    (2, N'ALTER ANY EVENT SESSION'),
    (3, N'ALTER SETTINGS')
) AS p (Position, PermissionName)
WHERE COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, p.PermissionName), 0) = 0
  AND (p.PermissionName <> N'VIEW SERVER STATE'
      OR COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER PERFORMANCE STATE'), 0) = 0)
  AND (p.PermissionName <> N'ALTER SETTINGS' OR SESSION_CONTEXT(N'AxMonitor.BlockedProcessThreshold') IS NOT NULL)
ORDER BY p.Position;
