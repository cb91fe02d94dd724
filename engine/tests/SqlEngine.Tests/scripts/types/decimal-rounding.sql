SELECT CAST(2.345 AS decimal(10, 2)) AS half_up, CAST(-2.345 AS decimal(10, 2)) AS half_down, CAST(2.344 AS decimal(10, 2)) AS down;
SELECT CAST(2.9 AS int) AS cut, CAST(-2.9 AS int) AS negative_cut, CAST(CAST(2.5 AS money) AS int) AS money_rounds;
SELECT CAST(0.1 AS float) + CAST(0.2 AS float) AS floats, CAST(CAST(2.675 AS float) AS decimal(10, 2)) AS from_float;
SELECT CAST(123.456 AS decimal(4, 2)) AS too_big;
