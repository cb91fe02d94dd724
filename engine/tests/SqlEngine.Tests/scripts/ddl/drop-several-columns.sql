-- One COLUMN stands for all names that follow it.
CREATE TABLE dbo.T (A int NOT NULL, B int NOT NULL, C int NOT NULL, D int NOT NULL, CONSTRAINT CK_T_D CHECK (D > 0));
ALTER TABLE dbo.T DROP COLUMN A, C;
ALTER TABLE dbo.T DROP CONSTRAINT CK_T_D, COLUMN B;
SELECT name FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY column_id;
