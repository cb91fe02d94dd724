DECLARE @a int;
DECLARE @a int;
