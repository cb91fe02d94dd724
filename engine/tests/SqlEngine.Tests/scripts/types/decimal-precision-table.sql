DECLARE @a decimal(10, 4) = 12.3456, @b decimal(8, 2) = 7.89, @i int = 3, @g bigint = 4, @t tinyint = 2;
SELECT @a + @b AS added, @a - @b AS subtracted, @a * @b AS multiplied, @a / @b AS divided, @a % @b AS remainder;
SELECT @a + @i AS with_int, @a * @i AS times_int, @a / @i AS by_int, @a * @g AS times_bigint, @a / @t AS by_tinyint, @i / @b AS int_by;
SELECT @a * 2 AS times_literal, @a / 2 AS by_literal, 100 * @b / 3 AS chained, @a + 1 AS plus_literal, 1000000 * @b AS big_literal;
