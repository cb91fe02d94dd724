BACKUP DATABASE Test TO DISK = N'x';
GO
PRINT 'the session lives on';
