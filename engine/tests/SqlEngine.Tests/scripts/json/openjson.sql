SELECT [key], value, type FROM OPENJSON(N'{"s":"text","n":1.5,"t":true,"z":null,"a":[1,2],"o":{"x":1}}');
SELECT [key], value, type FROM OPENJSON(N'["a",5]');
SELECT value FROM OPENJSON(N'{"list":[{"id":1},{"id":2}]}', '$.list');
SELECT value FROM OPENJSON(N'{"list":1}', '$.missing');
GO
SELECT value FROM OPENJSON(N'not json');
GO
SELECT value FROM OPENJSON(N'{"a":1}', 'strict $.missing');
