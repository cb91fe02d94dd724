DECLARE @a decimal = 1.5, @b decimal(9) = 1.5, @c float(24) = 1.1, @d varchar = 'xy', @e time(2) = '10:00:00.129', @f datetime2 = '2016-01-01', @g sysname = N'n';
SELECT @a AS a, @b AS b, @c AS c, @d AS d, @e AS e, @f AS f, @g AS g;
GO
DECLARE @x decimal(39, 2);
GO
DECLARE @x decimal(5, 6);
GO
DECLARE @x varchar(9000);
