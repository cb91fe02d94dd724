CREATE TABLE dbo.T (A varchar(3) NULL, B varbinary(2) NULL, C decimal(4, 2) NULL, D tinyint NULL);
GO
INSERT dbo.T (A) VALUES ('abcd');
GO
INSERT dbo.T (A) VALUES ('abc   ');
INSERT dbo.T (B) VALUES (0x010203);
GO
INSERT dbo.T (C) VALUES (123.4);
GO
INSERT dbo.T (D) VALUES (256);
GO
SELECT A, LEN(A), DATALENGTH(A) FROM dbo.T;
