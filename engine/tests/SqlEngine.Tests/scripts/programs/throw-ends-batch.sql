PRINT 'before';
THROW 51000, N'stop here', 7;
PRINT 'not reached';
GO
THROW 49999, N'bad number', 1;
GO
DECLARE @m nvarchar(100) = CONCAT(N'from ', N'variable'), @n int = 50123;
THROW @n, @m, 5;
