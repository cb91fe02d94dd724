DECLARE @c varbinary(128) = CAST(N' user@5' AS varbinary(128));
SET CONTEXT_INFO @c;
SELECT LEN(CONTEXT_INFO()) AS bytes, CAST(SUBSTRING(CONTEXT_INFO(), 1, 14) AS nvarchar(7)) AS text, CHARINDEX(N'@', CAST(CONTEXT_INFO() AS nvarchar(64))) AS at_sign;
