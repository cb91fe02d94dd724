SELECT STR(123.456, 8, 2) AS two, STR(123.456) AS whole, STR(1234, 2) AS stars, STR(-5.5, 6, 1) AS negative;
SELECT FORMAT(1234567.891, 'N2') AS n2, FORMAT(5, '000') AS padded, FORMAT(CAST('2016-03-05 14:07' AS datetime), 'yyyy-MM-dd HH:mm') AS stamp, FORMAT(0.256, 'P1', 'en-US') AS percent_text;
SELECT FORMATMESSAGE('%s has %d rows, %i left, %5d|%-5d|%05d, %x, %%', N'T', 12, 3, 42, 42, 42, 255) AS message_text, FORMATMESSAGE('%s', NULL) AS nothing;
