SELECT 2.0 / 3 AS literals, CAST(2 AS decimal(5, 2)) / CAST(3 AS decimal(5, 2)) AS declared, 1 / 3 AS integers, 1.0 * 3.00 AS product;
