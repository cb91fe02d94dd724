SELECT APPLOCK_MODE(N'public', N'r', N'Session') AS m, APPLOCK_TEST(N'public', N'r', N'Exclusive', N'Session') AS t;
DECLARE @r int;
EXEC @r = sp_getapplock @Resource = N'r', @LockMode = N'Shared', @LockOwner = N'Session';
SELECT @r AS r, APPLOCK_MODE(N'public', N'r', N'Session') AS m, APPLOCK_MODE(N'public', N'r', N'Transaction') AS o;
BEGIN TRANSACTION;
SELECT APPLOCK_TEST(N'public', N'r', N'Shared', N'Transaction') AS s, APPLOCK_TEST(N'public', N'r', N'Exclusive', N'Transaction') AS x;
EXEC sp_getapplock N'q', N'Exclusive';
SELECT APPLOCK_MODE(N'public', N'q', N'Transaction') AS m;
COMMIT;
SELECT APPLOCK_MODE(N'public', N'q', N'Transaction') AS m, APPLOCK_TEST(N'public', N'q', N'Shared', N'Transaction') AS none;
SELECT APPLOCK_TEST(N'public', N'q', N'Strong', N'Session') AS unknown_mode, APPLOCK_MODE(N'public', N'q', N'Nobody') AS unknown_owner;
EXEC sp_releaseapplock N'r', N'Session';
SELECT APPLOCK_MODE(N'public', N'r', N'Session') AS m;
GO
SELECT APPLOCK_MODE(N'dbo', N'r', N'Session') AS m;
GO
EXEC sp_getapplock @Resource = N'r', @LockMode = N'Shared', @LockOwner = N'Session', @DbPrincipal = N'dbo';
GO
SELECT APPLOCK_MODE(N'public', N'r') AS m;
