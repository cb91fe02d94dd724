DECLARE @t TABLE (id int IDENTITY(1, 1) PRIMARY KEY, name nvarchar(10) NOT NULL DEFAULT (N'x'), CHECK (id < 4));
INSERT INTO @t (name) VALUES (N'a'), (N'b');
INSERT INTO @t DEFAULT VALUES;
SELECT id, name FROM @t ORDER BY id;
UPDATE @t SET name = name + N'!' WHERE id = 2;
DELETE FROM @t WHERE id = 1;
SELECT t.id, t.name FROM @t AS t;
INSERT INTO @t (name) VALUES (NULL);
PRINT 'after';
