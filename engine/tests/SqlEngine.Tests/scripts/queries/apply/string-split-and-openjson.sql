SELECT s.value FROM STRING_SPLIT(N'b,a,,c', N',') AS s ORDER BY s.value;
SELECT j.[key], j.value, j.type FROM OPENJSON(N'{"a":1,"b":"x","c":null,"d":[1]}') AS j;
SELECT j.Id, j.Name FROM OPENJSON(N'[{"Id":1,"Name":"x"},{"Id":2}]') WITH (Id int, Name nvarchar(10)) AS j ORDER BY j.Id;
