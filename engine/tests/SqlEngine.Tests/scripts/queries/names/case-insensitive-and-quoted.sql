CREATE TABLE dbo.[My Table] ([My Column] int NOT NULL, [select] int NULL);
INSERT dbo.[My Table] VALUES (1, 2);
SELECT [my column], "select" FROM DBO.[MY TABLE] AS T WHERE t.[MY COLUMN] = 1;
