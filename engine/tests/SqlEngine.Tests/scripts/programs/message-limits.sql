RAISERROR ('%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d', 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0);
GO
RAISERROR ('%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d', 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
GO
RAISERROR (5005, 10, 1, N'x');
GO
RAISERROR (60000, 16, 1);
GO
CREATE PARTITION FUNCTION pf (int) AS RANGE RIGHT FOR VALUES (1);
CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY]);
