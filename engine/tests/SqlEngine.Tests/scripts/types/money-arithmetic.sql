DECLARE @m money = 10.55, @s smallmoney = 3;
SELECT @m + @s AS summed, @m * @s AS product, @m / @s AS quotient, @m * 1.5 AS with_decimal, @m * 2 AS with_int, -@m AS negative, @m % 3 AS remainder, CAST(@m AS int) AS rounded, CAST(@m AS varchar(10)) AS text;
GO
SELECT CAST(922337203685477.5807 AS money) + 1 AS overflows;
GO
SELECT CAST(300000 AS smallmoney) AS overflows;
