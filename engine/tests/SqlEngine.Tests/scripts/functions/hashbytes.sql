SELECT HASHBYTES('SHA2_256', 'abc') AS ansi, HASHBYTES('SHA2_256', N'abc') AS unicode, HASHBYTES('MD5', 'abc') AS md5, HASHBYTES('SHA1', 0x616263) AS sha1, HASHBYTES('NONE', 'abc') AS unknown_algorithm, HASHBYTES('MD5', CAST(NULL AS varchar(1))) AS nothing;
SELECT CAST(DECOMPRESS(COMPRESS(N'hello')) AS nvarchar(max)) AS round_trip, CHECKSUM(5) AS checksum_int, CASE WHEN CHECKSUM('a') = CHECKSUM('A') THEN 1 ELSE 0 END AS folds_case, CASE WHEN BINARY_CHECKSUM('a') = BINARY_CHECKSUM('A') THEN 1 ELSE 0 END AS binary_folds, BINARY_CHECKSUM('abc') AS binary_abc;
GO
SELECT HASHBYTES('MD5', 5) AS failed;
