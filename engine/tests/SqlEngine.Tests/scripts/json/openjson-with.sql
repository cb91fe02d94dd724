SELECT Id, Name, Amount, Taken, Tags, Missing
FROM OPENJSON(N'{"orders":[{"id":1,"Name":"first","info":{"amount":"12.345"},"taken":"2016-03-05T10:00:00","tags":["x","y"]},{"id":"2","Name":null,"info":{}}]}', '$.orders')
WITH (Id int '$.id', Name nvarchar(20), Amount decimal(10, 2) '$.info.amount', Taken datetime2(0) '$.taken', Tags nvarchar(max) '$.tags' AS JSON, Missing bit '$.missing');
SELECT a, b FROM OPENJSON(N'{"a":true,"b":5}') WITH (a bit, b varchar(3));
GO
SELECT Id FROM OPENJSON(N'[{"id":"x"}]') WITH (Id int '$.id');
