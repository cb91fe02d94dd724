SELECT STR(123.456, 8, 2) AS two, STR(123.456) AS whole, STR(1234, 2) AS stars, STR(-5.5, 6, 1) AS negative;
SELECT FORMAT(1234567.891, 'N2') AS n2, FORMAT(5, '000') AS padded, FORMAT(CAST('2016-03-05 14:07' AS datetime), 'yyyy-MM-dd HH:mm') AS stamp, FORMAT(0.256, 'P1', 'en-US') AS percent_text;
SELECT FORMATMESSAGE('%s has %d rows, %i left, %5d|%-5d|%05d, %x, %%', N'T', 12, 3, 42, 42, 42, 255) AS message_text, FORMATMESSAGE('%s', NULL) AS nothing;
SELECT FORMAT(1234.5, 'N', 'en-us') AS n, FORMAT(0.1234, 'P', 'en-us') AS p, FORMAT(0.1e0 + 0.2e0, 'G') AS g, FORMAT(1e23, 'N0', 'en-us') AS large, FORMAT(2.5e0, 'N0') AS half, FORMAT(CAST(0.1 AS real), 'G') AS real_g, FORMAT(1234.5, 'N', 'de-DE') AS german, FORMAT(CAST('2016-03-05 14:07' AS datetime), 't', 'en-US') AS t;
