SELECT 7 / 2 AS quotient, -7 / 2 AS negative_quotient, 7 % 3 AS remainder, -7 % 3 AS negative_remainder;
SELECT CAST(200 AS tinyint) + CAST(55 AS tinyint) AS fits;
SELECT CAST(200 AS tinyint) + CAST(56 AS tinyint) AS too_big;
GO
SELECT CAST(2147483647 AS int) + CAST(1 AS int) AS too_big;
GO
SELECT CAST(9223372036854775807 AS bigint) + 1 AS too_big;
GO
SELECT 1 / 0 AS divided;
GO
SELECT -CAST(5 AS tinyint) AS negative, ~CAST(5 AS tinyint) AS inverted, ~5 AS inverted_int, 6 & 3 AS both_bits, 6 | 3 AS any_bits, 6 ^ 3 AS one_bit;
