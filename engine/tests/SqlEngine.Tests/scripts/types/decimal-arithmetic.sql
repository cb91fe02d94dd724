SELECT 2.0 / 3 AS literals, CAST(2 AS decimal(5, 2)) / CAST(3 AS decimal(5, 2)) AS declared, 1 / 3 AS integers, 1.0 * 3.00 AS product;
SELECT CAST(1 AS decimal(38, 10)) / CAST(3 AS decimal(38, 10)) AS wide_quotient;
SELECT CAST(1 AS decimal(38, 10)) * CAST(3 AS decimal(38, 10)) AS wide_product;
SELECT CAST(1.5 AS decimal(10, 2)) + CAST(2.255 AS decimal(10, 3)) AS summed, 10.5 % 3 AS remainder, -7.5 % 2 AS negative_remainder;
SELECT CAST(99999999999999999999999999999999999999 AS decimal(38, 0)) + 1 AS overflows;
