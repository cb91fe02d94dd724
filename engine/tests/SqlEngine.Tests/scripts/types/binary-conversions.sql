SELECT CAST(258 AS varbinary(8)) AS from_int, CAST(258 AS binary(2)) AS cut_left, CAST(CAST(258 AS bigint) AS varbinary(8)) AS from_bigint, CAST(0x0102 AS int) AS to_int, CAST(0xFFFFFFFF AS int) AS minus_one;
SELECT CAST('abc' AS varbinary(10)) AS ansi, CAST(N'abc' AS varbinary(10)) AS unicode, CAST(0x616263 AS varchar(10)) AS to_text, CAST(0x61 AS binary(3)) AS padded;
SELECT CONVERT(varchar(20), 0xABCD, 1) AS with_prefix, CONVERT(varchar(20), 0xABCD, 2) AS without, CONVERT(varbinary(8), '0xABCD', 1) AS parsed, CONVERT(varbinary(8), 'ABCD', 2) AS parsed_bare;
SELECT CAST(CAST(0x0000000000000010 AS binary(8)) AS bigint) AS sixteen, CASE WHEN 0x01 = 0x0100 THEN 'equal' ELSE 'different' END AS trailing_zeros;
GO
SELECT CONVERT(varbinary(8), 'XYZ', 2) AS failed;
GO
SELECT CAST(0x01 AS float) AS refused;
