CREATE TABLE dbo.T (A varchar(3) NULL, B varbinary(2) NULL);
GO
INSERT dbo.T (A) VALUES ('abc  ');
SELECT A + '|' AS a FROM dbo.T;
GO
INSERT dbo.T (A) VALUES ('abcd');
GO
INSERT dbo.T (B) VALUES (0x010203);
GO
DECLARE @short varchar(3) = 'abcdef';
SELECT @short AS variables_cut_silently;
