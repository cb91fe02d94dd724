-- UPDATE() and COLUMNS_UPDATED(): what the statement names, whether values change or not.
CREATE TABLE dbo.Wide (A int NOT NULL, B int, C int, D int, E int, F int, G int, H int, I int, J AS A + B);
INSERT dbo.Wide (A, B) VALUES (1, 1);
GO
CREATE TRIGGER dbo.TR_Wide ON dbo.Wide FOR INSERT, UPDATE, DELETE
AS
SELECT COLUMNS_UPDATED() AS mask, CASE WHEN UPDATE(A) THEN 1 ELSE 0 END AS a, CASE WHEN UPDATE(I) OR UPDATE(B) THEN 1 ELSE 0 END AS ib;
IF UPDATE(C) AND NOT UPDATE(D)
    PRINT 'C without D';
IF SUBSTRING(COLUMNS_UPDATED(), 2, 1) & 1 = 1
    PRINT 'I';
GO
UPDATE dbo.Wide SET A = A;
UPDATE dbo.Wide SET C = 1, I = 2;
UPDATE dbo.Wide SET C = 1, D = 2 WHERE 1 = 0;
INSERT dbo.Wide (A) VALUES (3);
DELETE dbo.Wide;
GO
-- Column ids count, not places.
ALTER TABLE dbo.Wide DROP COLUMN D;
UPDATE dbo.Wide SET E = 1;
GO
ALTER TRIGGER dbo.TR_Wide ON dbo.Wide FOR UPDATE AS SELECT COLUMNS_UPDATED() AS mask;
GO
UPDATE dbo.Wide SET E = 1;
GO
ALTER TRIGGER dbo.TR_Wide ON dbo.Wide FOR UPDATE AS IF UPDATE(J) PRINT 'j';
GO
ALTER TRIGGER dbo.TR_Wide ON dbo.Wide FOR UPDATE AS IF UPDATE(Nope) PRINT 'j';
GO
IF UPDATE(A) PRINT 'outside';
GO
SELECT COLUMNS_UPDATED();
GO
