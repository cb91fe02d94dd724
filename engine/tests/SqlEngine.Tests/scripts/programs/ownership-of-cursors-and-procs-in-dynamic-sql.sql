EXEC (N'CREATE PROCEDURE dbo.made AS SELECT N''made'' AS text');
EXEC dbo.made;
EXEC (N'ALTER PROCEDURE dbo.made AS SELECT N''altered'' AS text');
EXEC dbo.made;
DROP PROCEDURE dbo.made;
EXEC dbo.made;
