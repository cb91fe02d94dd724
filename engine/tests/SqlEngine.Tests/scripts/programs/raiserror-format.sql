RAISERROR (N'%d|%5d|%-5d|%05d|%+d|%i', 0, 1, 42, 42, 42, 42, 42, -7);
RAISERROR (N'%s|%10s|%-10s|%.2s', 0, 1, N'abc', N'abc', N'abc', N'abc');
RAISERROR (N'%x|%X|%#x|%o|%u', 0, 1, 255, 255, 255, 8, 7);
RAISERROR (N'100%% %s', 0, 1, N'sure');
RAISERROR (N'%s %d', 0, 1, NULL, NULL);
RAISERROR (N'missing %s', 0, 1);
RAISERROR (N'%*d', 0, 1, 6, 42);
DECLARE @s nvarchar(10) = N'text', @big bigint = 12345678901;
RAISERROR (N'%s %I64d', 0, 1, @s, @big);
